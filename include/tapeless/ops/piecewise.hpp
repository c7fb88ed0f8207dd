// Piecewise functions: abs, sign, floor, relu, min, max, clamp, and the comparisons by name. Where two pieces meet, the
// derivative is that of one of them.
//
//   abs(x)             |x|                      sign(x), 0 at 0
//   sign(x)            -1, 0 or 1               0
//   floor(x)           largest integer <= x     0; round, ceil, trunc: ops/rounding.hpp
//   relu(x)            max(x, 0)                1 for x > 0, else 0
//   min(a, b)          the smaller              1 for the one chosen; the first if equal
//   max(a, b)          the larger               1 for the one chosen; the first if equal
//   clamp(x, lo, hi)   min(max(x, lo), hi)      1 for lo <= x <= hi, else 0
//
// If any operand is NaN, so is the result.
#pragma once

#include <tapeless/ops/roots.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace ops {

struct sign_op : pointwise<1> {
  static constexpr char name[] = "sign";
  static constexpr spelling print{"sign({0})", "\\operatorname{sign}({0})"};
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::sign(x);
  }
  static constexpr void derive(rule&) {}
};

}  // namespace ops

TAPELESS_UNARY(sign, elementwise<ops::sign_op>)

namespace ops {

struct abs_op : pointwise<1> {
  static constexpr char name[] = "abs";
  static constexpr spelling print{"abs({0})", "\\left|{0}\\right|"};
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::abs(x);
  }
  static constexpr void derive(rule& r) {
    const term q = without_factor(r.g, r.y);
    r.adjoint[0] = q ? q * r.x[0] : r.g * sign(r.x[0]);
  }
  static constexpr int simplify(builder& b, const node& n) {
    if (detail::is_op<square_op>(b[n.in[0]])) return n.in[0];
    return drop_sign(b, n);
  }
};

struct floor_op : pointwise<1> {
  static constexpr char name[] = "floor";
  static constexpr spelling print{"floor({0})", "\\lfloor {0} \\rfloor"};
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::floor(x);
  }
  static constexpr void derive(rule&) {}
  static constexpr int simplify(builder& b, const node& n) {
    return detail::same_op(b[n.in[0]], n) ? n.in[0] : fold_constants(b, n);
  }
};

struct relu_op : pointwise<1> {
  static constexpr char name[] = "relu";
  static constexpr spelling print{"relu({0})", "\\operatorname{relu}({0})"};
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::max(V(0), x);  // x if it is NaN
  }
  // Tests the output rather than the operand, so that the operand need not be kept for the derivative.
  static constexpr void derive(rule& r) {
    r.adjoint[0] = where(not_less_equal(r.y, constant_term(r.graph, 0)), r.g, constant_term(r.graph, 0));
  }
  static constexpr int simplify(builder& b, const node& n) {
    return detail::same_op(b[n.in[0]], n) ? n.in[0] : fold_constants(b, n);
  }
};

}  // namespace ops

TAPELESS_UNARY(abs, elementwise<ops::abs_op>)
TAPELESS_UNARY(floor, elementwise<ops::floor_op>)
TAPELESS_UNARY(relu, elementwise<ops::relu_op>)

// max<axes...>(x) and min<axes...>(x), with one operand, are reductions: ops/statistics.hpp.
TAPELESS_BINARY(max, elementwise<ops::maximum_op>)
TAPELESS_BINARY(min, elementwise<ops::minimum_op>)

namespace detail {
struct clamp_f {
  static constexpr int arity = 3;
  constexpr term operator()(term x, term low, term high) const { return min(max(x, low), high); }
};
}  // namespace detail

TAPELESS_TERNARY(clamp, composition<detail::clamp_f>)
template <class L, class H>
requires(std::is_arithmetic_v<L>&& std::is_arithmetic_v<H>) constexpr term clamp(term x, L low, H high) {
  return min(max(x, low), high);
}

// The operators < <= > >= by name: 1 where the comparison holds, else 0.
TAPELESS_BINARY(less, elementwise<ops::less_op>)
TAPELESS_BINARY(less_equal, elementwise<ops::less_equal_op>)

namespace detail {
// a > b is b < a.
template <class O>
struct turned {
  template <class A, class B>
  constexpr auto operator()(A a, B b) const {
    return elementwise<O>{}(b, a);
  }
};
}  // namespace detail

TAPELESS_BINARY(greater, detail::turned<ops::less_op>)
TAPELESS_BINARY(greater_equal, detail::turned<ops::less_equal_op>)

}  // namespace tapeless::inline TAPELESS_ISA
