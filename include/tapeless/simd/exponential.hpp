#pragma once

// exp, exp2, expm1. Each writes x = n ln 2 + r with |r| <= ln(2)/2, so that e^x = 2^n e^r, and e^r is a polynomial.

#include <tapeless/simd/polynomial.hpp>

namespace tapeless::inline TAPELESS_ISA::simd {

namespace detail {

template <class T>
struct exp_range;
template <>
struct exp_range<float> {
  static constexpr float lowest = -104.0f, highest = 89.0f;               // e^x rounds to 0, to infinity
  static constexpr float last = 0x1.62e42ep6f;                            // the largest with a finite e^x
  static constexpr float lowest2 = -151.0f, highest2 = 128.0f;            // the same for 2^x
  static constexpr float negligible = 20.0f;                              // e^-x < ulp(1) / 4
  static constexpr float ln2_hi = 0x1.62ep-1f, ln2_lo = 0x1.0bfbe8p-15f;  // n ln2_hi is exact
  static constexpr float last_without_scaling = 88.0f;                    // n = bias: 2^-n as bits is 0
};
template <>
struct exp_range<double> {
  static constexpr double lowest = -746.0, highest = 710.0;
  static constexpr double last = 0x1.62e42fefa39efp9;
  static constexpr double lowest2 = -1076.0, highest2 = 1024.0;
  static constexpr double negligible = 40.0;
  static constexpr double ln2_hi = 0x1.62e42fefp-1, ln2_lo = 0x1.473de6af278edp-34;
  static constexpr double last_without_scaling = 709.0;
};

// t holds n + 2 bias in its low bits, ready to be halved and shifted into exponents.
template <class V>
inline constexpr scalar_of<V> exponent_to_integer = format<scalar_of<V>>::to_integer + 2 * format<scalar_of<V>>::bias;

// `early` is r a step sooner, with an error that no digit of the tail shows.
template <class V>
struct exp_reduced {
  V t, n, r, early;
};

// For Factor x, without waiting for that product.
template <int Factor = 1, class V>
TAPELESS_INLINE constexpr exp_reduced<V> reduce_exp(V x) noexcept {
  using T = scalar_of<V>;
  using range = exp_range<T>;
  const V t = simd::fma(x, V(T(Factor * 0x1.71547652b82fep+0)), V(exponent_to_integer<V>));
  if constexpr (Factor != 1) x = x * V(T(Factor));
  const V n = t - V(exponent_to_integer<V>);
  const V r = simd::fma(n, V(-range::ln2_lo), simd::fma(n, V(-range::ln2_hi), x));
  if constexpr (is_single<V> && fuses<V>) return {t, n, r, simd::fma(n, V(T(-0x1.62e42fefa39efp-1)), x)};  // 2e-9 n off
  else return {t, n, r, r};
}

// a 2^n, rounded once, for a near 1 and 2 bias + n >= 0. Without AVX-512 it takes two exact factors.
template <class V>
TAPELESS_INLINE constexpr V scale(V a, V t, V n) noexcept {
  if constexpr (!is_scalar<V> && machine::has_scale<V>) {
    return machine::scale(a, n);
  } else {
    constexpr int mantissa = format<scalar_of<V>>::mantissa;
    const auto k = to_bits(t), half = k >> 1;
    return a * from_bits<V>(half << mantissa) * from_bits<V>((k - half) << mantissa);
  }
}

// 2^n, if the result is normal.
template <class V>
TAPELESS_INLINE constexpr V power_of_two(V t) noexcept {
  using f = format<scalar_of<V>>;
  return from_bits<V>((to_bits(t) - typename f::bits(f::bias)) << f::mantissa);
}

// 2^-n for n <= bias, where it is 0.
template <class V>
TAPELESS_INLINE constexpr V power_of_half(V t) noexcept {
  using f = format<scalar_of<V>>;
  return from_bits<V>((typename f::bits(3 * f::bias) - to_bits(t)) << f::mantissa);
}

// (e^r - 1 - r) / r^2. The relative error of e^r - 1 is 2^-26 (float), 2^-55 (double).
template <class V>
TAPELESS_INLINE constexpr V exp_tail(V r) noexcept {
  if constexpr (is_single<V>)
    return detail::short_poly(r, 0.001394639305, 0.008366583982, 0.04166628296, 0.1666654299, 0.5000000062);
  else
    return detail::short_poly(r, 2.51144883386570785e-8, 2.76263241111300545e-7, 2.75572278977800908e-6,
                              0.0000248015044517575064, 0.000198412699031046051, 0.00138888889323740748,
                              0.00833333333331455083, 0.0416666666665736401, 0.166666666666666861,
                              0.500000000000000555);
}

// e^r - 1.
template <class V>
TAPELESS_INLINE constexpr V expm1_of_rest(exp_reduced<V> x) noexcept {
  return simd::fma(x.r * x.r, detail::exp_tail(x.early), x.r);
}

// e^x for x within the range that needs no clamping.
template <class V>
TAPELESS_INLINE constexpr V exp_in_range(V x) noexcept {
  const V one = V(scalar_of<V>(1));
  const auto [t, n, r, early] = detail::reduce_exp(x);
  const V p = simd::fma(simd::fma(detail::exp_tail(early), r, one), r, one);
  return detail::scale(p, t, n);
}

// 2^n e^r - 1 for n <= bias, given b = e^r - 1 - r. The inner sum is exact where there is cancellation.
template <class V>
TAPELESS_INLINE constexpr V expm1_from(V b, exp_reduced<V> x) noexcept {
  const V s = detail::power_of_two(x.t);
  return simd::fma(s, b, simd::fma(s, x.r, s - V(scalar_of<V>(1))));
}

}  // namespace detail

// e^x. All x; 1.0 ULP (float), 0.9 ULP (double), including denormal results. e^inf = inf, e^-inf = 0.
template <class V>
TAPELESS_INLINE constexpr V exp(V x) noexcept {
  using range = detail::exp_range<scalar_of<V>>;
  if constexpr (is_scalar<V>)  // a constant expression must not overflow
    if (std::is_constant_evaluated() && x > range::last) return detail::format<V>::infinity;
  return detail::exp_in_range(simd::max(V(range::lowest), simd::min(V(range::highest), x)));
}

// 2^x. All x; 1.0 ULP (float), 1.0 ULP (double); exact for integers.
template <class V>
TAPELESS_INLINE constexpr V exp2(V x) noexcept {
  using range = detail::exp_range<scalar_of<V>>;
  if constexpr (is_scalar<V>)
    if (std::is_constant_evaluated() && x >= range::highest2) return detail::format<V>::infinity;
  x = simd::max(V(range::lowest2), simd::min(V(range::highest2), x));
  const V t = x + V(detail::exponent_to_integer<V>);
  const V n = t - V(detail::exponent_to_integer<V>);
  const V r = x - n;
  V q;  // (2^r - 1) / r
  if constexpr (detail::is_single<V>)
    q = detail::poly(r, 0.0001535335427, 0.001339887456, 0.009618437341, 0.05550332472, 0.2402264791, 0.6931472029);
  else
    q = detail::poly(r, 4.43477627811946466e-10, 7.07378350130457028e-9, 1.01781995741136181e-7, 1.32154352810126573e-6,
                     0.0000152527334930159913, 0.000154035304571141459, 0.00133335581467748694, 0.0096181291075941192,
                     0.0555041086648200816, 0.240226506959101313, 0.693147180559945326);
  return detail::scale(simd::fma(q, r, V(scalar_of<V>(1))), t, n);
}

// e^x - 1 without cancellation. All x; 1.3 ULP (float), 1.8 ULP (double). Keeps -0 and subnormal x.
template <class V>
TAPELESS_INLINE constexpr V expm1(V x) noexcept {
  using T = scalar_of<V>;
  using range = detail::exp_range<T>;
  if constexpr (is_scalar<V>)
    if (std::is_constant_evaluated() && x > range::last) return detail::format<V>::infinity;
  const V c = simd::max(V(-range::negligible), simd::min(V(range::highest), x));
  const auto reduced = detail::reduce_exp(c);
  const auto [t, n, r, early] = reduced;
  const V b = r * r * detail::exp_tail(early);
  const V large = detail::scale(V(T(1)) + (r + b), t, n);
  const V y = simd::select(simd::gt(c, V(range::negligible)), large, detail::expm1_from(b, reduced));
  return simd::select(simd::lt(simd::abs(x), V(detail::format<T>::smallest)), x, y);
}

}  // namespace tapeless::inline TAPELESS_ISA::simd
