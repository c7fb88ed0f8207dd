#pragma once

// sin, cos, tan: x = q pi/2 + r with |r| <= pi/4; q mod 4 selects the polynomial of sin r or cos r, and the sign.

#include <tapeless/simd/large_angle.hpp>

namespace tapeless::inline TAPELESS_ISA::simd {

namespace detail {

// pi/2 in four words; q times each of the first three is exact for |q| < 2^13 (float), 2^26 (double).
template <class T>
struct half_pi;
template <>
struct half_pi<float> {
  static constexpr float limit = 1e4f;
  static constexpr float word[4] = {0x1.92p+0f, 0x1.fb4p-12f, 0x1.444p-24f, 0x1.68c234p-39f};
};
template <>
struct half_pi<double> {
  static constexpr double limit = 1e6;
  static constexpr double word[4] = {0x1.921fb5p+0, 0x1.110b46p-26, 0x1.1a6263p-54, 0x1.8a2e03707344ap-81};
};

template <class V>
struct quadrant {
  V sin, cos;  // of r
  bits_of<V> q;
};

// a = |x|; infinity and NaN give NaN.
template <class V>
TAPELESS_INLINE constexpr quadrant<V> sin_cos_reduced(V a) noexcept {
  using T = scalar_of<V>;
  using words = half_pi<T>;
  const V t = simd::fma(a, V(T(0x1.45f306dc9c883p-1)), V(format<T>::to_integer));
  const V q = t - V(format<T>::to_integer);
  V r = simd::fma(q, V(-words::word[0]), a);
  r = simd::fma(q, V(-words::word[1]), r);
  // The third product may be inexact; its rounding error is added with the last word.
  const V p = q * V(words::word[2]);
  const V b = r - p;
  const V lost = (r - b) - p;
  r = b + simd::fma(q, V(-words::word[3]), lost);
  bits_of<V> turns = to_bits(t);
  if (simd::any(simd::gt(a, V(words::limit)))) [[unlikely]] {
    T x[lanes<V>], rest[lanes<V>], low[lanes<V>];
    simd::storeu(x, a), simd::storeu(rest, r), simd::storeu(low, t);
    detail::reduce_large_lanes(x, rest, low, lanes<V>, words::limit);
    r = simd::loadu<V>(rest), turns = to_bits(simd::loadu<V>(low));
  }
  const V z = r * r;
  V s, c;  // (sin(r)/r - 1) / z, (cos(r) - 1 + z/2) / z^2
  if constexpr (is_single<V>) {
    s = detail::poly(z, -0.0001951716407, 0.008332177236, -0.1666665493);
    c = detail::poly(z, 2.443833222e-5, -0.001388736658, 0.04166664685);
  } else {
    s = detail::poly(z, 1.58967437924335377e-10, -2.50507572551088239e-8, 2.75573136866785208e-6,
                     -0.000198412698297936055, 0.00833333333332239751, -0.16666666666666632);
    c = detail::poly(z, -1.13596174502953534e-11, 2.08757227091847972e-9, -2.75573143483556922e-7,
                     0.0000248015872894690621, -0.00138888888888741041, 0.0416666666666665994);
  }
  const V tail = simd::fma(z, c, V(T(-0.5)));
  return {simd::fma(r * z, s, r), simd::fma(z, tail, V(T(1))), turns};
}

// The second-lowest bit of q as a sign bit.
template <class V>
TAPELESS_INLINE constexpr V half_turn_sign(bits_of<V> q) noexcept {
  using bits = bits_of<scalar_of<V>>;
  return from_bits<V>((q << (int(sizeof(scalar_of<V>)) * 8 - 2)) & (bits(1) << (sizeof(scalar_of<V>) * 8 - 1)));
}
template <class V>
TAPELESS_INLINE constexpr mask_of<V> is_odd(bits_of<V> q) noexcept {
  using T = scalar_of<V>;
  // Sets the lowest bit of q in 1.0: a comparison with 1.0 then needs no integer comparison.
  return simd::ne(from_bits<V>((q & bits_of<T>(1)) | to_bits(T(1))), V(T(1)));
}

}  // namespace detail

// All x, at full speed for |x| <= 1e4 (float), 1e6 (double); NaN for +-inf.
// sin 1.5 ULP (float), 1.5 ULP (double); keeps -0.
template <class V>
TAPELESS_INLINE constexpr V sin(V x) noexcept {
  const auto [s, c, q] = detail::sin_cos_reduced(simd::abs(x));
  return simd::flipsign(simd::select(detail::is_odd<V>(q), c, s),
                        from_bits<V>(to_bits(detail::half_turn_sign<V>(q)) ^ to_bits(x)));
}
// cos 1.5 ULP (float), 1.5 ULP (double).
template <class V>
TAPELESS_INLINE constexpr V cos(V x) noexcept {
  using bits = bits_of<scalar_of<V>>;
  const auto [s, c, q] = detail::sin_cos_reduced(simd::abs(x));
  return simd::flipsign(simd::select(detail::is_odd<V>(q), s, c), detail::half_turn_sign<V>(q + bits(1)));
}
// tan 3.0 ULP (float), 2.9 ULP (double); keeps -0.
template <class V>
TAPELESS_INLINE constexpr V tan(V x) noexcept {
  const auto [s, c, q] = detail::sin_cos_reduced(simd::abs(x));
  const auto odd = detail::is_odd<V>(q);
  return simd::flipsign(simd::select(odd, simd::neg(c), s) / simd::select(odd, s, c), x);
}

}  // namespace tapeless::inline TAPELESS_ISA::simd
