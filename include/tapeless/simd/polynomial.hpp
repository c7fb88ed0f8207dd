#pragma once

// Shared by the elementary functions: polynomials, floating-point formats, and arithmetic in two words. All of them
// write simd::fma and never a * b + c, which compilers contract for scalars but not for vectors: the results would
// differ.

#include <tapeless/simd/vec.hpp>

namespace tapeless::inline TAPELESS_ISA::simd::detail {

template <class V>
inline constexpr bool is_single = std::is_same_v<scalar_of<V>, float>;

// The binary format of T.
template <class T>
struct format {
  using bits = bits_of<T>;
  static constexpr int mantissa = std::numeric_limits<T>::digits - 1;  // stored bits
  static constexpr int bias = std::numeric_limits<T>::max_exponent - 1;
  static constexpr T infinity = std::numeric_limits<T>::infinity();
  static constexpr T nan = std::numeric_limits<T>::quiet_NaN();
  static constexpr T smallest = std::numeric_limits<T>::min();
  // Adding this to |a| < 2^(mantissa - 1) rounds a to the nearest integer, which is then in the low bits.
  static constexpr T to_integer = T(bits(3) << (mantissa - 1));
};

// Horner's scheme, ((c0 x + c1) x + c2) x + ...: coefficients from the highest power down.
template <class V, class... C>
TAPELESS_INLINE constexpr V poly(V x, double c0, C... c) noexcept {
  using T = scalar_of<V>;
  V r = V(T(c0));
  if constexpr (is_scalar<V>)  // fewer steps of constant evaluation
    if (std::is_constant_evaluated()) return ((r = r * x + T(c)), ...);
  ((r = simd::fma(r, x, V(T(c)))), ...);
  return r;
}

// The same polynomial with a chain of dependent operations that grows with the logarithm of its degree, for functions
// on which a program waits (G. Estrin, 1960): neighbours are paired with x, pairs with x^2; three that remain are no
// faster in pairs.
template <class V, std::size_t N>
struct coefficients {
  V at[N];
};
template <class V, std::size_t N>
TAPELESS_INLINE constexpr V poly_in_pairs(V x, const coefficients<V, N>& c) noexcept {
  if constexpr (N == 2) {
    return simd::fma(c.at[0], x, c.at[1]);
  } else if constexpr (N == 3) {
    return simd::fma(simd::fma(c.at[0], x, c.at[1]), x, c.at[2]);
  } else {
    coefficients<V, (N + 1) / 2> pairs{};
    if constexpr (N % 2 == 1) pairs.at[0] = c.at[0];
    for (std::size_t i = N % 2; i < N; i += 2) pairs.at[(i + 1) / 2] = simd::fma(c.at[i], x, c.at[i + 1]);
    return detail::poly_in_pairs(x * x, pairs);
  }
}
template <class V, class... C>
TAPELESS_INLINE constexpr V short_poly(V x, C... c) noexcept {
  if constexpr (is_scalar<V>)
    if (std::is_constant_evaluated()) return detail::poly(x, c...);
  return detail::poly_in_pairs(x, coefficients<V, sizeof...(C)>{{V(scalar_of<V>(c))...}});
}

// A value as an unevaluated sum with |lo| <= ulp(hi) / 2, or slightly more.
template <class V>
struct two {
  V hi, lo;
};

template <class V>
TAPELESS_INLINE constexpr two<V> two_sum(V a,
                                         V b) noexcept {  // requires a == 0 or an exponent of a not below that of b
  const V s = a + b;
  return {s, b - (s - a)};
}

// Exact even without a fused multiply-add: the factors are then split into halves whose products are exact.
template <class V>
TAPELESS_INLINE constexpr two<V> two_product(V a, V b) noexcept {
  const V p = a * b;
  if (fuses<V> && !std::is_constant_evaluated()) return {p, simd::fma(a, b, simd::neg(p))};
  constexpr auto upper = bits_of<scalar_of<V>>(-1) << ((format<scalar_of<V>>::mantissa + 2) / 2);
  const V ah = from_bits<V>(to_bits(a) & upper), al = a - ah;
  const V bh = from_bits<V>(to_bits(b) & upper), bl = b - bh;
  return {p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

template <class V>
TAPELESS_INLINE constexpr two<V> product(two<V> a, two<V> b) noexcept {
  const two<V> p = detail::two_product(a.hi, b.hi);
  return detail::two_sum(p.hi, simd::fma(a.hi, b.lo, simd::fma(a.lo, b.hi, p.lo)));
}

}  // namespace tapeless::inline TAPELESS_ISA::simd::detail
