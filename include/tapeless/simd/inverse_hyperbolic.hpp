#pragma once

// asinh, acosh, atanh by log1p, whose operand is written without cancellation.

#include <tapeless/simd/logarithm.hpp>

namespace tapeless::inline TAPELESS_ISA::simd {

namespace detail {
// From here on a^2 + 1 rounds to a^2 and log1p(a - 1) + log 2 is used, which does not overflow.
template <class V>
inline constexpr scalar_of<V> far_hyperbolic = is_single<V> ? scalar_of<V>(0x1p13) : scalar_of<V>(0x1p27);
template <class V>
TAPELESS_INLINE constexpr V log_two() noexcept {
  return V(scalar_of<V>(0x1.62e42fefa39efp-1));
}
}  // namespace detail

// log(x + sqrt(x^2 + 1)). All x; 2.0 ULP (float), 2.0 ULP (double); keeps -0 and subnormal x; +-inf at +-inf.
template <class V>
TAPELESS_INLINE constexpr V asinh(V x) noexcept {
  using T = scalar_of<V>;
  const V one = V(T(1)), a = simd::abs(x);
  const auto far = simd::gt(a, V(detail::far_hyperbolic<V>));
  const V b = simd::min(V(detail::far_hyperbolic<V>), a), z = b * b;  // whose square does not overflow
  const V near = b + z / (one + simd::sqrt(z + one));
  const V y = simd::log1p(simd::select(far, a - one, near));
  return simd::copysign(y + simd::select(far, detail::log_two<V>(), V(T(0))), x);
}

// log(x + sqrt(x^2 - 1)). x >= 1, NaN below; 2.9 ULP (float), 2.9 ULP (double), also next to 1; inf at inf.
template <class V>
TAPELESS_INLINE constexpr V acosh(V x) noexcept {
  using T = scalar_of<V>;
  const V one = V(T(1)), two = V(T(2)), zero = V(T(0));
  const V a = simd::max(one, x), t = a - one;
  const auto far = simd::gt(a, V(detail::far_hyperbolic<V>));
  const V b = simd::min(V(detail::far_hyperbolic<V>), t);
  const V y = simd::log1p(simd::select(far, t, b + simd::sqrt(b * (b + two))));
  return simd::select(simd::ge(x, one), y + simd::select(far, detail::log_two<V>(), zero), V(detail::format<T>::nan));
}

// log((1 + x) / (1 - x)) / 2. |x| < 1, +-inf at +-1, NaN beyond; 2.0 ULP (float), 2.0 ULP (double); keeps -0 and
// subnormal x.
template <class V>
TAPELESS_INLINE constexpr V atanh(V x) noexcept {
  using T = scalar_of<V>;
  const V one = V(T(1)), a = simd::abs(x), twice = a + a;
  const auto inside = simd::lt(a, one);
  const V b = simd::select(inside, a, V(T(0.5)));
  // 2a / (1 - a); below 1/2 as 2a + 2a a / (1 - a), whose first term is exact.
  const V u = simd::select(simd::lt(a, V(T(0.5))), simd::fma(twice, b / (one - b), twice), (b + b) / (one - b));
  const V outside = simd::select(simd::eq(a, one), V(detail::format<T>::infinity), V(detail::format<T>::nan));
  return simd::copysign(simd::select(inside, V(T(0.5)) * simd::log1p(u), outside), x);
}

}  // namespace tapeless::inline TAPELESS_ISA::simd
