// Exponentials and logarithms.
//
//   exp(x)      e^x           e^x             all x
//   expm1(x)    e^x - 1       e^x             all x, exact near 0
//   log(x)      ln x          1 / x           x > 0
//   log1p(x)    ln(1 + x)     1 / (1 + x)     x > -1, exact near 0
//   log2(x)     ln x / ln 2   1 / (x ln 2)    x > 0
#pragma once

#include <numbers>

#include <tapeless/ops/comparison.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace ops {

struct exp_op : pointwise<1> {
  static constexpr char name[] = "exp";
  static constexpr spelling print{"exp({0})", "e^{{0}}"};
  static constexpr int flops = 12;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::exp(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * r.y; }
};

}  // namespace ops

TAPELESS_UNARY(exp, elementwise<ops::exp_op>)

namespace ops {

// The derivative is not written expm1(x) + 1, which would be 0 for very negative x.
struct expm1_op : pointwise<1> {
  static constexpr char name[] = "expm1";
  static constexpr spelling print{"expm1({0})", "\\operatorname{expm1}({0})"};
  static constexpr int flops = 16;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::expm1(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * exp(r.x[0]); }
};

struct log_op : pointwise<1> {
  static constexpr char name[] = "log";
  static constexpr spelling print{"log({0})", "\\log({0})"};
  static constexpr int flops = 14;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::log(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g / r.x[0]; }
};

struct log1p_op : pointwise<1> {
  static constexpr char name[] = "log1p";
  static constexpr spelling print{"log1p({0})", "\\operatorname{log1p}({0})"};
  static constexpr int flops = 18;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::log1p(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g / (1.0 + r.x[0]); }
};

struct log2_op : pointwise<1> {
  static constexpr char name[] = "log2";
  static constexpr spelling print{"log2({0})", "\\log_2({0})"};
  static constexpr int flops = 15;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::log2(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * std::numbers::log2e / r.x[0]; }
};

}  // namespace ops

TAPELESS_UNARY(expm1, elementwise<ops::expm1_op>)
TAPELESS_UNARY(log, elementwise<ops::log_op>)
TAPELESS_UNARY(log1p, elementwise<ops::log1p_op>)
TAPELESS_UNARY(log2, elementwise<ops::log2_op>)

}  // namespace tapeless::inline TAPELESS_ISA
