#pragma once

// asin, acos, atan, atan2.

#include <tapeless/simd/polynomial.hpp>

namespace tapeless::inline TAPELESS_ISA::simd {

namespace detail {

template <class T>
struct angle;  // hi + lo has twice the precision
template <>
struct angle<float> {
  static constexpr float pi = 0x1.921fb6p+1f, pi_lo = -0x1.777a5cp-24f;
};
template <>
struct angle<double> {
  static constexpr double pi = 0x1.921fb54442d18p+1, pi_lo = 0x1.1a62633145c07p-53;
};

// asin a for a^2 = z <= 1/4
template <class V>
TAPELESS_INLINE constexpr V asin_polynomial(V a, V z) noexcept {
  V p;  // (asin(a)/a - 1) / z
  if constexpr (is_single<V>)
    p = detail::poly(z, 0.04221857233, 0.02414761626, 0.045477091, 0.07495241903, 0.1666675392);
  else
    p = detail::poly(z, 0.0319583141274160437, -0.016293073723274168, 0.0195732334544871096, 0.00651111416406081069,
                     0.0121732148794721233, 0.0138846090525495631, 0.0173597699357806556, 0.0223717536101239728,
                     0.0303819593270551416, 0.0446428568236070099, 0.0750000000034284808, 0.166666666666653839);
  return simd::fma(a * z, p, a);
}

// The angle of the point (x, y), x >= 0, y >= 0, not both 0 or both infinite: turned by 0, pi/4 or pi/2 so that the
// remaining tangent is at most sqrt(2) - 1.
template <class V>
TAPELESS_INLINE constexpr V first_quadrant_angle(V y, V x) noexcept {
  using T = scalar_of<V>;
  const auto upper = simd::gt(y, V(T(2.414213562373095)) * x), middle = simd::gt(y, V(T(0.41421356237309503)) * x);
  const V t = simd::select(upper, simd::neg(x), simd::select(middle, y - x, y)) /
              simd::select(upper, y, simd::select(middle, y + x, x));
  const V z = t * t;
  V p;  // (atan(t)/t - 1) / z
  if constexpr (is_single<V>) p = detail::poly(z, 0.08060036493, -0.138797672, 0.1997791827, -0.3333295503);
  else
    p = detail::poly(z, 0.0212785675867191853, -0.0436069756507636052, 0.0569312082704282633, -0.0664123790181090756,
                     0.076900824024016211, -0.0909078346186443059, 0.111111067007425362, -0.142857141964598996,
                     0.199999999991038916, -0.333333333333302148);
  const V turns = simd::select(upper, V(T(0.5)), simd::select(middle, V(T(0.25)), V(T(0))));
  return simd::fma(turns, V(angle<T>::pi), simd::fma(turns, V(angle<T>::pi_lo), simd::fma(t * z, p, t)));
}

}  // namespace detail

// Domain [-1, 1], NaN outside. asin 2.3 ULP (float), 2.2 ULP (double); keeps -0 and subnormal x.
template <class V>
TAPELESS_INLINE constexpr V asin(V x) noexcept {
  using T = scalar_of<V>;
  const V a = simd::abs(x), half = V(T(0.5));
  const auto large = simd::gt(a, half);  // asin a = pi/2 - 2 asin sqrt((1 - a)/2)
  const V z = simd::select(large, half * (V(T(1)) - a), a * a);
  const V p = detail::asin_polynomial(simd::select(large, simd::sqrt(z), a), z);
  const V rest = simd::fma(V(T(-2)), p, V(T(0.5) * detail::angle<T>::pi_lo));
  return simd::flipsign(simd::select(large, V(T(0.5) * detail::angle<T>::pi) + rest, p), x);
}
// acos 1.1 ULP (float), 1.2 ULP (double); accurate at 1.
template <class V>
TAPELESS_INLINE constexpr V acos(V x) noexcept {
  using T = scalar_of<V>;
  const V a = simd::abs(x), half = V(T(0.5)), zero = V(T(0));
  const auto large = simd::gt(a, half), negative = simd::lt(x, zero);
  const V z = simd::select(large, half * (V(T(1)) - a), a * a);
  const V p = detail::asin_polynomial(simd::select(large, simd::sqrt(z), a), z);
  // 2p near 1, pi - 2p near -1, pi/2 -+ p between
  const V turns = simd::select(large, simd::select(negative, V(T(1)), zero), half);
  const V signed_p =
      simd::select(large, simd::select(negative, V(T(-2)), V(T(2))), simd::select(negative, V(T(1)), V(T(-1)))) * p;
  return simd::fma(turns, V(detail::angle<T>::pi), simd::fma(turns, V(detail::angle<T>::pi_lo), signed_p));
}
// All x. atan 2.2 ULP (float), 2.4 ULP (double); +-pi/2 at +-inf; keeps -0 and subnormal x.
template <class V>
TAPELESS_INLINE constexpr V atan(V x) noexcept {
  return simd::flipsign(detail::first_quadrant_angle(simd::abs(x), V(scalar_of<V>(1))), x);
}
// The angle of the point (x, y) in (-pi, pi]. 2.0 ULP (float), 2.0 ULP (double). Zeros and infinities as the C
// standard's atan2, signs of zeros included.
template <class V>
TAPELESS_INLINE constexpr V atan2(V y, V x) noexcept {
  using T = scalar_of<V>;
  V a = simd::abs(x), b = simd::abs(y);
  const V one = V(T(1)), zero = V(T(0)), inf = V(detail::format<T>::infinity);
  const auto infinite = simd::and_(simd::eq(a, inf), simd::eq(b, inf));
  a = simd::select(simd::or_(infinite, simd::and_(simd::eq(a, zero), simd::eq(b, zero))), one, a);
  b = simd::select(infinite, one, b);
  // The sum of two large coordinates must not overflow.
  const V down = simd::select(simd::gt(simd::max(a, b), V(T(0.25) * std::numeric_limits<T>::max())), V(T(0.25)), one);
  const V r = detail::first_quadrant_angle(b * down, a * down);
  const V mirrored = V(detail::angle<T>::pi) - (r - V(detail::angle<T>::pi_lo));
  return simd::flipsign(simd::select(simd::lt(simd::copysign(one, x), zero), mirrored, r), y);
}

}  // namespace tapeless::inline TAPELESS_ISA::simd
