// tanh and sigmoid as rational functions, for programs that wait for them and can do with five digits (the option
// fast_activations): about two thirds of the exact functions' time from operand to result.
//
// Largest errors measured over all x; tests/simd/rational.cpp holds the limits:
//
//                    float                                   double
//  rational_tanh     relative and absolute 1.5e-6, 26 ULP    relative and absolute 1.3e-6, 1.2e10 ULP
//  rational_sigmoid  absolute 7.8e-7; 13 ULP for x >= 0      absolute 6.3e-7; 6e9 ULP for x >= 0
//
// Values lie within [-1, 1] and [0, 1] and reach the ends, beyond |x| = 7.2 and 14.4; so the logarithm of
// rational_sigmoid(x) is -inf for x < -14.4. rational_tanh is odd; it keeps -0. NaN gives NaN. Monotone in double; in
// float, rounding may put a value below that of a smaller x, by 4.8e-7 (rational_tanh) and 2.4e-7 (rational_sigmoid).
#pragma once

#include <tapeless/simd/polynomial.hpp>

namespace tapeless::inline TAPELESS_ISA::simd {

namespace detail {

// |tanh(x / Divisor)| for Divisor 1 or 2: x P(x^2) / Q(x^2), clamped. tests/reference/rational_tanh.py computes the
// coefficients; the divisor scales them by powers of two, which is exact.
template <int Divisor, class V>
TAPELESS_INLINE constexpr V rational_rise(V x) noexcept {
  constexpr double d = 1.0 / Divisor, d2 = d * d, d4 = d2 * d2, d6 = d4 * d2;
  using T = scalar_of<V>;
  const V a = simd::min(V(T(7.2 * Divisor)), simd::abs(x)), s = a * a, odd = a * s;
  // a P in pairs: its last step waits for the last power of a only.
  const V low = simd::fma(odd, V(T(d * d2 * 0.1229998546)), a * V(T(d * 0.9999987551)));
  const V high = simd::fma(s, V(T(d * d6 * 3.900373745e-6)), V(T(d * d4 * 0.002273139128)));
  const V p = simd::fma(odd * s, high, low);
  const V q = detail::short_poly(s, d6 * 0.0001418013284, d4 * 0.02105924758, d2 * 0.4563240269, 1.0);
  return simd::min(V(T(1)), p / q);
}

}  // namespace detail

// tanh(x), relative error 1.5e-6.
template <class V>
TAPELESS_INLINE constexpr V rational_tanh(V x) noexcept {
  return simd::flipsign(detail::rational_rise<1>(x), x);
}

// 1 / (1 + e^-x) = (1 + tanh(x / 2)) / 2, absolute error 7.8e-7: 0 for x < -14.4.
template <class V>
TAPELESS_INLINE constexpr V rational_sigmoid(V x) noexcept {
  const V half = V(scalar_of<V>(0.5));
  return simd::fma(half, simd::flipsign(detail::rational_rise<2>(x), x), half);
}

}  // namespace tapeless::inline TAPELESS_ISA::simd
