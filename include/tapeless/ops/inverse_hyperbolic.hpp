// Inverse hyperbolic functions. Accuracy: simd/math.hpp.
//
//   asinh(x)   1 / √(x² + 1)          all x; ln(x + √(x² + 1))
//   acosh(x)   1 / √((x - 1)(x + 1))  x >= 1, NaN below; the derivative is infinite at 1
//   atanh(x)   1 / ((1 - x)(1 + x))   |x| <= 1, infinite at the ends, NaN beyond
//
// The derivatives of asinh and acosh are 0 where x² overflows (|x| > 1.8e19 in float), a deviation from 1 / |x|.
#pragma once

#include <tapeless/ops/roots.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace ops {

struct asinh_op : pointwise<1> {
  static constexpr char name[] = "asinh";
  static constexpr spelling print{"asinh({0})", "\\operatorname{arsinh}({0})"};
  static constexpr int flops = 30;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::asinh(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * rsqrt(square(r.x[0]) + 1.0); }
};

// The factored form keeps its digits next to 1.
struct acosh_op : pointwise<1> {
  static constexpr char name[] = "acosh";
  static constexpr spelling print{"acosh({0})", "\\operatorname{arcosh}({0})"};
  static constexpr int flops = 30;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::acosh(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * rsqrt((r.x[0] - 1.0) * (r.x[0] + 1.0)); }
};

struct atanh_op : pointwise<1> {
  static constexpr char name[] = "atanh";
  static constexpr spelling print{"atanh({0})", "\\operatorname{artanh}({0})"};
  static constexpr int flops = 30;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return simd::atanh(x);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g / ((1.0 - r.x[0]) * (1.0 + r.x[0])); }
};

}  // namespace ops

TAPELESS_UNARY(asinh, elementwise<ops::asinh_op>)
TAPELESS_UNARY(acosh, elementwise<ops::acosh_op>)
TAPELESS_UNARY(atanh, elementwise<ops::atanh_op>)

}  // namespace tapeless::inline TAPELESS_ISA
