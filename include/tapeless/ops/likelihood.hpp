// Building blocks of losses and softmax, for use where plain arithmetic would compute inf - inf or 0 times inf, or
// would lose digits next to one. For printing and differentiation each is the plain formula; only its value is more
// careful.
//
//   difference(x, y)         x - y; 0 where both are the same infinity
//   weighted(w, x)           w x; 0 where w is 0, even if x is infinite
//   log_of_sum(s, rest)      ln s; for s near 1 computed from rest = s - 1, which has more digits
//   logistic_loss(z, y)      ln(1 + e^z) - y z, without cancellation
//   logistic_error(z, y)     sigmoid(z) - y, without cancellation: the derivative of logistic_loss
//   log_cosh(x)              ln cosh x, without overflow; derivative tanh x
#pragma once

#include <tapeless/ops/elementary.hpp>

namespace tapeless::inline TAPELESS_ISA::ops {

struct difference_op : pointwise<2> {
  static constexpr char name[] = "difference";
  static constexpr spelling print = sub_op::print;
  static constexpr int flops = 2;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V y) {
    return simd::select(simd::eq(x, y), V(0), x - y);
  }
  static constexpr void derive(rule& r) { sub_op::derive(r); }
  static constexpr int simplify(builder& b, const node& n) {
    return n.in[0] == n.in[1] ? constant_term(b, 0, n.shape).id : fold_constants(b, n);
  }
};

struct weighted_op : pointwise<2> {
  static constexpr char name[] = "weighted";
  static constexpr void write(printer& p, const node& n) { mul_op::write(p, n); }
  static constexpr int flops = 3;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V w, V x) {
    const auto nothing =
        simd::and_(simd::eq(w, V(0)), simd::eq(simd::abs(x), V(simd::detail::format<simd::scalar_of<V>>::infinity)));
    return simd::select(nothing, w, w * x);
  }
  static constexpr void derive(rule& r) {
    if (r.wants[0]) r.adjoint[0] = r.g * r.x[1];
    if (r.wants[1]) r.adjoint[1] = r.g * r.x[0];
  }
  static constexpr int simplify(builder& b, const node& n) {
    if (is_constant(b[n.in[0]], 0)) return constant_term(b, 0, n.shape).id;
    if (is_constant(b[n.in[0]], 1)) return instead(b, n, n.in[1]);
    return fold_constants(b, n);
  }
};

struct log_of_sum_op : pointwise<2> {
  static constexpr char name[] = "log_of_sum";
  static constexpr spelling print = log_op::print;
  static constexpr int flops = log1p_op::flops;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V, V rest) {
    return simd::log1p(rest);
  }
  static constexpr void derive(rule& r) {
    if (r.wants[0]) r.adjoint[0] = r.g / r.x[0];
  }
};

// With t = -|z|: softplus(z) = softplus(t) + max(z, 0), sigmoid(z) = sigmoid(t) or 1 - sigmoid(t).
struct logistic_error_op : pointwise<2> {
  static constexpr char name[] = "logistic_error";
  static constexpr spelling print{"sigmoid({0}) - {1}", "\\sigma({0}) - {1}", 1};
  static constexpr int flops = 18;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V z, V y) {
    const V one = V(1), s = simd::sigmoid(simd::neg(simd::abs(z)));
    return simd::select(simd::gt(z, V(0)), (one - y) - s, s - y);
  }
  static constexpr void derive(rule& r) {
    if (r.wants[1]) r.adjoint[1] = -r.g;
    if (!r.wants[0]) return;
    const term s = sigmoid(r.x[0]);
    r.adjoint[0] = r.g * (s * (1.0 - s));
  }
};

struct logistic_loss_op : pointwise<2> {
  static constexpr char name[] = "logistic_loss";
  static constexpr int flops = 36;
  static constexpr void write(printer& p, const node& n) {
    const bool both = p.rank(n.in[0]) > 0 && p.rank(n.in[1]) > 0;
    p << (p.latex() ? "\\operatorname{softplus}" : "softplus");
    p.parentheses(n.in[0]);
    p << " - ";
    p.operand(n.in[1], 2) << (p.latex() ? (both ? " \\odot " : " \\, ") : both ? " ⊙ " : " * ");
    p.operand(n.in[0], 3);
    p.binds(1);
  }
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V z, V y) {
    const V right = simd::select(simd::gt(z, V(0)), V(1), V(0));
    return simd::softplus(simd::neg(simd::abs(z))) + weighted_op::eval(right - y, z);
  }
  static constexpr void derive(rule& r) {
    if (r.wants[0]) r.adjoint[0] = r.g * apply<logistic_error_op>(r.x[0], r.x[1]);
    if (r.wants[1]) r.adjoint[1] = -(r.g * r.x[0]);
  }
};

// With a = |x| and e = e^a - 1, cosh a - 1 = e² / (2 (1 + e)): for small a. For large a, a + ln(1 + e^-2a) - ln 2.
struct log_cosh_op : pointwise<1> {
  static constexpr char name[] = "log_cosh";
  static constexpr spelling print{"log(cosh({0}))", "\\ln \\cosh({0})"};
  static constexpr int flops = 60;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    const V a = simd::abs(x), e = simd::expm1(simd::min(a, V(1)));
    const V near = simd::log1p(V(0.5) * e * e / (V(1) + e));
    const V far = a + (simd::softplus(V(-2) * a) - V(0.6931471805599453094));
    return simd::select(simd::lt(a, V(1)), near, far);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * tanh(r.x[0]); }
};

}  // namespace tapeless::inline TAPELESS_ISA::ops
