// Hyperbolic functions and the sigmoid family.
//
//   sinh(x)       cosh x                   all x; overflows beyond 88 in float, 709 in double
//   cosh(x)       sinh x                   all x; overflows likewise
//   tanh(x)       1 - tanh² x              all x
//   sigmoid(x)    y (1 - y)                all x; y = 1 / (1 + e^-x)
//   softplus(x)   sigmoid(x)               all x; ln(1 + e^x), which is x for large x
//   erf(x)        2 / √π e^(-x²)           all x
//   erfc(x)       -2 / √π e^(-x²)          all x; 1 - erf(x), with all its digits where that is small
//   normal_cdf(x) e^(-x²/2) / √(2π)        all x; P(X <= x) for a standard normal X
//
// The derivatives of tanh and sigmoid are computed from their values. That costs almost nothing and has an absolute
// error of one ULP of 1: the derivative is 0 where the value has been rounded to 1 (in float for x > 9 and x > 17
// respectively), while sigmoid' keeps its digits for negative x.
#pragma once

#include <tapeless/ops/exponential.hpp>
#include <tapeless/ops/roots.hpp>
#include <tapeless/simd/rational.hpp>

namespace tapeless::inline TAPELESS_ISA {

constexpr term cosh(term x);

namespace ops {

struct sinh_op : pointwise<1> {
  static constexpr char name[] = "sinh";
  static constexpr spelling print{"sinh({0})", "\\sinh({0})"};
  static constexpr int flops = 22;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::sinh(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * cosh(r.x[0]); }
};

}  // namespace ops

TAPELESS_UNARY(sinh, elementwise<ops::sinh_op>)

namespace ops {

struct cosh_op : pointwise<1> {
  static constexpr char name[] = "cosh";
  static constexpr spelling print{"cosh({0})", "\\cosh({0})"};
  static constexpr int flops = 16;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::cosh(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * sinh(r.x[0]); }
  static constexpr int simplify(builder& b, const node& n) { return drop_sign(b, n); }
};

// What tanh and sigmoid become in programs with the option fast_activations (simd/rational.hpp has the errors), after
// derivatives have been taken: they have none of their own.
struct rational_tanh_op : pointwise<1> {
  static constexpr char name[] = "rational_tanh";
  static constexpr spelling print{"rational_tanh({0})", "\\operatorname{rational\\_tanh}({0})"};
  static constexpr int flops = 14;
  static constexpr bool is_approximation = true;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::rational_tanh(x);
  }
};

struct rational_sigmoid_op : pointwise<1> {
  static constexpr char name[] = "rational_sigmoid";
  static constexpr spelling print{"rational_sigmoid({0})", "\\operatorname{rational\\_sigmoid}({0})"};
  static constexpr int flops = 15;
  static constexpr bool is_approximation = true;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::rational_sigmoid(x);
  }
};

struct tanh_op : pointwise<1> {
  using approximation = rational_tanh_op;
  static constexpr char name[] = "tanh";
  static constexpr spelling print{"tanh({0})", "\\tanh({0})"};
  static constexpr int flops = 16;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::tanh(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * (1.0 - square(r.y)); }
};

struct sigmoid_op : pointwise<1> {
  using approximation = rational_sigmoid_op;
  static constexpr char name[] = "sigmoid";
  static constexpr spelling print{"sigmoid({0})", "\\sigma({0})"};
  static constexpr int flops = 14;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::sigmoid(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * (r.y * (1.0 - r.y)); }
};

}  // namespace ops

TAPELESS_UNARY(sigmoid, elementwise<ops::sigmoid_op>)

namespace ops {

struct softplus_op : pointwise<1> {
  static constexpr char name[] = "softplus";
  static constexpr spelling print{"softplus({0})", "\\operatorname{softplus}({0})"};
  static constexpr int flops = 32;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::softplus(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * sigmoid(r.x[0]); }
};

struct erf_op : pointwise<1> {
  static constexpr char name[] = "erf";
  static constexpr spelling print{"erf({0})", "\\operatorname{erf}({0})"};
  static constexpr int flops = 30;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::erf(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * (2 * std::numbers::inv_sqrtpi * exp(-square(r.x[0]))); }
};

struct erfc_op : pointwise<1> {
  static constexpr char name[] = "erfc";
  static constexpr spelling print{"erfc({0})", "\\operatorname{erfc}({0})"};
  static constexpr int flops = 34;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::erfc(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * (-2 * std::numbers::inv_sqrtpi * exp(-square(r.x[0]))); }
};

struct normal_cdf_op : pointwise<1> {
  static constexpr char name[] = "normal_cdf";
  static constexpr spelling print{"normal_cdf({0})", "\\Phi({0})"};
  static constexpr int flops = 36;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::normal_cdf(x);
  }
  static constexpr void derive(rule& r) {
    r.adjoint[0] = r.g * (std::numbers::inv_sqrtpi / std::numbers::sqrt2 * exp(-0.5 * square(r.x[0])));
  }
};

}  // namespace ops

constexpr term cosh(term x) { return apply<ops::cosh_op>(x); }
TAPELESS_UNARY(cosh, elementwise<ops::cosh_op>)
TAPELESS_UNARY(tanh, elementwise<ops::tanh_op>)
TAPELESS_UNARY(softplus, elementwise<ops::softplus_op>)
TAPELESS_UNARY(erf, elementwise<ops::erf_op>)
TAPELESS_UNARY(erfc, elementwise<ops::erfc_op>)
TAPELESS_UNARY(normal_cdf, elementwise<ops::normal_cdf_op>)

}  // namespace tapeless::inline TAPELESS_ISA
