#pragma once

// log, log2, log1p. Each writes x = 2^k m with sqrt(1/2) <= m < sqrt(2); with f = m - 1 and s = f / (2 + f),
// log m = 2 artanh s, an odd series in a small s.

#include <tapeless/simd/polynomial.hpp>

namespace tapeless::inline TAPELESS_ISA::simd {

namespace detail {

template <class V>
struct binary_parts {
  V k, m;
};

// x = 2^k m for x > 0, including subnormal x.
template <class V>
TAPELESS_INLINE constexpr binary_parts<V> split_binary(V x) noexcept {
  using T = scalar_of<V>;
  using f = format<T>;
  using bits = typename f::bits;
  constexpr bits one = to_bits(T(1)), root_half = to_bits(T(0x1.6a09e667f3bcdp-1));
  constexpr T whole = T(bits(1) << f::mantissa);
  const auto subnormal = simd::lt(x, V(f::smallest));
  x = simd::select(subnormal, x * V(whole), x);
  const auto e = (to_bits(x) + (one - root_half)) >> f::mantissa;  // k + bias
  const V k = from_bits<V>(e | to_bits(whole)) - V(whole + f::bias);
  const V m = from_bits<V>(to_bits(x) - (e << f::mantissa) + one);
  return {simd::select(subnormal, k - V(T(f::mantissa)), k), m};
}

// log m - f for f = m - 1.
template <class V>
TAPELESS_INLINE constexpr V log_tail(V f) noexcept {
  using T = scalar_of<V>;
  const V s = f / (V(T(2)) + f), z = s * s, half = V(T(0.5)) * f * f;
  V q;  // (2 artanh(s) / s - 2) / s^2
  if constexpr (is_single<V>) q = detail::poly(z, 0.2987163809, 0.399775454, 0.6666677635);
  else
    q = detail::poly(z, 0.147960063708263721, 0.153140452242438044, 0.181835645155600724, 0.222221985700723455,
                     0.285714287424097995, 0.399999999994146451, 0.666666666666673439);
  return simd::fma(s, simd::fma(z, q, half), simd::neg(half));
}

// Sets the special values: -inf for 0, NaN below 0; inf and NaN are unchanged.
template <class V>
TAPELESS_INLINE constexpr V log_special(V x, V y) noexcept {
  using f = format<scalar_of<V>>;
  const V zero = V(scalar_of<V>(0));
  y = simd::select(simd::lt(x, V(f::infinity)), y, x);
  y = simd::select(simd::lt(x, zero), V(f::nan), y);
  return simd::select(simd::eq(x, zero), V(-f::infinity), y);
}

template <class V>
TAPELESS_INLINE constexpr V log_positive(V x) noexcept {
  using T = scalar_of<V>;
  constexpr T ln2_hi = is_single<V> ? T(0x1.62ep-1) : T(0x1.62e42fefp-1);  // k ln2_hi is exact
  constexpr T ln2_lo = is_single<V> ? T(0x1.0bfbe8p-15) : T(0x1.473de6af278edp-34);
  const auto [k, m] = detail::split_binary(x);
  const V f = m - V(T(1));
  return simd::fma(k, V(ln2_hi), f + simd::fma(k, V(ln2_lo), detail::log_tail(f)));
}

}  // namespace detail

// The natural logarithm. 0.9 ULP (float), 0.9 ULP (double), including subnormal x. log 0 = -inf, NaN for x < 0.
template <class V>
TAPELESS_INLINE constexpr V log(V x) noexcept {
  return detail::log_special(x, detail::log_positive(x));
}

// The logarithm to base 2. 1.7 ULP (float), 1.7 ULP (double); exact for powers of two. Special values as for log.
template <class V>
TAPELESS_INLINE constexpr V log2(V x) noexcept {
  using T = scalar_of<V>;
  const auto [k, m] = detail::split_binary(x);
  const V f = m - V(T(1));
  const V y = simd::fma(f + detail::log_tail(f), V(T(0x1.71547652b82fep+0)), k);
  return detail::log_special(x, y);
}

// log(1 + x), accurate for small x. 1.5 ULP (float), 1.5 ULP (double). -inf at -1, NaN below -1; keeps -0 and subnormal
// x.
template <class V>
TAPELESS_INLINE constexpr V log1p(V x) noexcept {
  using T = scalar_of<V>;
  const V one = V(T(1)), zero = V(T(0));
  const V u = one + x;
  const V lost = x - (u - one);  // the rounding error of 1 + x
  const V safe = simd::select(simd::gt(u, zero), u, one);
  const V y = simd::select(simd::eq(u, one), x, detail::log_positive(safe) + lost / safe);
  return simd::select(simd::gt(u, zero), simd::select(simd::lt(x, V(detail::format<T>::infinity)), y, x),
                      detail::log_special(u, u));
}

}  // namespace tapeless::inline TAPELESS_ISA::simd
