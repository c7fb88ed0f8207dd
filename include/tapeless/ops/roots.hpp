// Squares and roots.
//
//   square(x)   x²         2 x              all x
//   sqrt(x)     √x         1 / (2 √x)       x >= 0; the derivative is infinite at 0
//   rsqrt(x)    1 / √x     -1 / (2 √x³)     x > 0
//   cbrt(x)     ∛x         1 / (3 ∛x²)      all x; the derivative is infinite at 0
#pragma once

#include <tapeless/ops/comparison.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace ops {

// Applies the operation to the operand of its operand.
constexpr int skip_operand(builder& b, const node& n) {
  node m = n;
  m.in[0] = b[n.in[0]].in[0];
  return b.put(m);
}

// An even function ignores the sign: f(-x) = f(|x|) = f(x).
constexpr int drop_sign(builder& b, const node& n) {
  const operation* inner = b[n.in[0]].op;
  if (inner->id == operation_of<neg_op>.id || inner->id == hash_text("abs")) return skip_operand(b, n);
  return fold_constants(b, n);
}

// Returns q if g is written as a product q y, else nothing. In the rules of roots and |x|, a factor y of the adjoint
// cancels the divisor of the derivative; thus the square of a norm has the derivatives of a sum of squares, even at 0.
constexpr term without_factor(term g, term y, int depth = 8) {
  builder& b = *g.owner;
  if (g.id == y.id) return constant_term(b, 1);
  if (depth == 0) return {};
  const auto inner = [&](int k) { return without_factor(b.at(g->in[k]), y, depth - 1); };
  if (detail::is_op<neg_op>(*g)) {
    if (const term q = inner(0)) return -q;
  } else if (detail::is_op<mul_op>(*g)) {
    if (const term q = inner(0)) return q * b.at(g->in[1]);
    if (const term q = inner(1)) return q * b.at(g->in[0]);
  } else if (detail::is_op<div_op>(*g)) {
    if (const term q = inner(0)) return q / b.at(g->in[1]);
  } else if (detail::is_op<add_op>(*g) || detail::is_op<sub_op>(*g)) {
    const term q = inner(0), p = q ? inner(1) : term{};
    if (p) return detail::is_op<add_op>(*g) ? q + p : q - p;
  } else if (g->op->id == hash_text("square")) {
    if (g->in[0] == y.id) return y;
  }
  return {};
}

struct square_op : pointwise<1> {
  static constexpr char name[] = "square";
  static constexpr bool is_product = true;
  static constexpr spelling print{"{0}²", "{0}^2", 4};
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return x * x;
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * (2.0 * r.x[0]); }
  static constexpr int simplify(builder& b, const node& n) { return drop_sign(b, n); }
};

}  // namespace ops

TAPELESS_UNARY(square, elementwise<ops::square_op>)

namespace ops {

struct sqrt_op : pointwise<1> {
  static constexpr char name[] = "sqrt";
  static constexpr spelling print{"sqrt({0})", "\\sqrt{{0}}"};
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::sqrt(x);
  }
  static constexpr void derive(rule& r) {
    const term q = without_factor(r.g, r.y);
    r.adjoint[0] = q ? 0.5 * q : r.g / (2.0 * r.y);
  }
};

// The square root with derivative 0 at 0, for norms.
struct root_op : pointwise<1> {
  static constexpr char name[] = "root";
  static constexpr spelling print = sqrt_op::print;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::sqrt(x);
  }
  static constexpr void derive(rule& r) {
    const term q = without_factor(r.g, r.y), infinite = constant_term(r.graph, __builtin_huge_val());
    r.adjoint[0] = q ? 0.5 * q : r.g / (2.0 * where(equal(r.y, 0.0), infinite, r.y));
  }
};

struct rsqrt_op : pointwise<1> {
  static constexpr char name[] = "rsqrt";
  static constexpr spelling print{"rsqrt({0})", "\\frac{1}{\\sqrt{{0}}}"};
  static constexpr int flops = 2;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::rsqrt(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * (-0.5 * r.y * square(r.y)); }
};

struct cbrt_op : pointwise<1> {
  static constexpr char name[] = "cbrt";
  static constexpr spelling print{"cbrt({0})", "\\sqrt[3]{{0}}"};
  static constexpr int flops = 20;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::cbrt(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g / (3.0 * square(r.y)); }
};

}  // namespace ops

TAPELESS_UNARY(sqrt, elementwise<ops::sqrt_op>)
TAPELESS_UNARY(rsqrt, elementwise<ops::rsqrt_op>)
TAPELESS_UNARY(cbrt, elementwise<ops::cbrt_op>)

}  // namespace tapeless::inline TAPELESS_ISA
