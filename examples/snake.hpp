// A user-defined operation: an activation that the library does not have, in one file outside the library.
//
//   snake(x) = x + sin²(x)          its derivative: 1 + sin(2x)
//
// L. Ziyin, T. Hartwig, M. Ueda, Neural Networks Fail to Learn Periodic Functions and How to Fix It (2020).
#pragma once

#include <tapeless/tapeless.hpp>

// [snake]
struct snake_op : tapeless::pointwise<1> {
  static constexpr char name[] = "snake";
  static constexpr tapeless::spelling print{"snake({0})", "\\operatorname{snake}({0})"};
  static constexpr int flops = 20;

  // One body for scalars and for vectors of lanes, at run time and at compile time.
  template <class V>
  static constexpr V eval(V x) {
    const V s = tapeless::simd::sin(x);
    return tapeless::simd::fma(s, s, x);
  }
  // The chain rule: the adjoint of x is the adjoint of the output times the derivative.
  static constexpr void derive(tapeless::rule& r) { r.adjoint[0] = r.g * (1.0 + sin(2.0 * r.x[0])); }
};

// For expressions, and for terms in other rules.
constexpr auto snake(tapeless::operand auto x) { return tapeless::elementwise<snake_op>{}(x); }
// [/snake]
