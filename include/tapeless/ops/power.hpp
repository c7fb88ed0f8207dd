// pow(x, c): x to a constant power, or to the power of another expression.
//
//   pow(x, c)   x^c   d/dx: c x^(c - 1)   d/dc: x^c ln x
//
// Domain: x >= 0, or any x with an integer exponent (else NaN, as in C). The derivative with respect to c needs x > 0;
// at x = 0 it is taken as 0, its limit for c > 0.
#pragma once

#include <tapeless/ops/exponential.hpp>
#include <tapeless/ops/roots.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace ops {

struct pow_op : pointwise<2> {
  static constexpr char name[] = "pow";
  static constexpr spelling print{"{0}^{1}", "{0}^{{1}}", 4};
  static constexpr int flops = 40;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x, V c) {
    return simd::pow(x, c);
  }
  static constexpr void derive(rule& r) {
    const term x = r.x[0], c = r.x[1], zero = constant_term(r.graph, 0);
    // With exponent 0 the power is 1 even at x = 0, where c x^(c - 1) would be 0 times infinity.
    if (r.wants[0]) r.adjoint[0] = r.g * where(equal(c, zero), zero, c * apply<pow_op>(x, c - 1.0));
    if (r.wants[1]) r.adjoint[1] = r.g * (r.y * log(where(equal(x, zero), constant_term(r.graph, 1), x)));
  }
  // Small constant powers become products and roots.
  static constexpr int simplify(builder& b, const node& n) {
    const node& c = b[n.in[1]];
    if (!is_constant(c) || is_constant(b[n.in[0]])) return fold_constants(b, n);
    const term x = b.at(broadcast_to(b.at(n.in[0]), n.shape).id);
    if (c.value == 0) return constant_term(b, 1, n.shape).id;
    if (c.value == 1) return x.id;
    if (c.value == 2) return square(x).id;
    if (c.value == 3) return (x * square(x)).id;
    if (c.value == 0.5) return sqrt(x).id;
    if (c.value == -0.5) return rsqrt(x).id;
    if (c.value == -1) return (1.0 / x).id;
    if (c.value == -2) return (1.0 / square(x)).id;
    return -1;
  }
};

}  // namespace ops

TAPELESS_BINARY(pow, elementwise<ops::pow_op>)

}  // namespace tapeless::inline TAPELESS_ISA
