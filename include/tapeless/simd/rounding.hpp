#pragma once

// Fused multiply-add, square root, and rounding to integers.

#include <tapeless/simd/compare.hpp>

namespace tapeless::inline TAPELESS_ISA::simd {

namespace detail {
TAPELESS_INLINE float hardware_fma(float a, float b, float c) noexcept { return __builtin_fmaf(a, b, c); }
TAPELESS_INLINE double hardware_fma(double a, double b, double c) noexcept { return __builtin_fma(a, b, c); }

// Correctly rounded square root for constant evaluation.
template <class T>
constexpr T constant_sqrt(T x) noexcept {
  if (!(x > 0) || x > std::numeric_limits<T>::max()) return x < 0 ? std::numeric_limits<T>::quiet_NaN() : x;
  if constexpr (std::is_same_v<T, float>) {
    double y = from_bits<double>((to_bits(double(x)) >> 1) + 0x1ff7a3bea91d9b1bu);
    for (int i = 0; i < 4; ++i) y = 0.5 * (y + double(x) / y);
    return float(y);  // 53 bits are more than twice 24, so that double rounding is harmless
  } else {
    // Scaled into [2^-300, 2^300], where the products below are exact.
    const double up = x < 0x1p-300 ? 0x1p300 : x > 0x1p300 ? 0x1p-300 : 1.0;
    x *= up;
    double y = from_bits<double>((to_bits(x) >> 1) + 0x1ff7a3bea91d9b1bu);
    for (int i = 0; i < 4; ++i) y = 0.5 * (y + x / y);
    // One more step with the residual x - y*y computed exactly by splitting y into halves.
    const double high = from_bits<double>(to_bits(y) & ~0x7ffffffull), low = y - high;
    const double residual = ((x - high * high) - 2 * high * low) - low * low;
    y += residual / (2 * y);
    return up > 1 ? y * 0x1p-150 : up < 1 ? y * 0x1p150 : y;
  }
}
template <class T>
constexpr T constant_floor(T x) noexcept {
  constexpr T integral = T(1) / std::numeric_limits<T>::epsilon();  // all larger values are integers
  if (!(x > -integral && x < integral)) return x;
  const T whole = T(static_cast<std::int64_t>(x));
  return copysign(whole > x ? whole - 1 : whole, x);
}
template <class T>
constexpr T constant_nearest(T x) noexcept {
  constexpr T integral = T(1) / std::numeric_limits<T>::epsilon();
  if (!(x > -integral && x < integral)) return x;
  return copysign(x < 0 ? (x - integral) + integral : (x + integral) - integral, x);
}
}  // namespace detail

// a * b + c, rounded once if the machine has a fused multiply-add, else and in constant evaluation twice.
template <class V>
TAPELESS_INLINE constexpr V fma(V a, V b, V c) noexcept {
  // Few statements, because compilers count them against their limit of constant evaluation.
  if constexpr (!is_scalar<V>) return V(machine::fma(a, b, c));
  else return !fuses<V> || std::is_constant_evaluated() ? a * b + c : detail::hardware_fma(a, b, c);
}

// Correctly rounded; NaN below 0.
template <class V>
TAPELESS_INLINE constexpr V sqrt(V a) noexcept {
  if constexpr (!is_scalar<V>) {
    return machine::sqrt(a);
  } else {
    if (std::is_constant_evaluated()) return detail::constant_sqrt(a);
    if constexpr (std::is_same_v<V, float>) return __builtin_sqrtf(a);
    else return __builtin_sqrt(a);
  }
}

namespace detail {
// With additions only: the sum with a number whose last place is 1 loses the fraction.
template <class V>
TAPELESS_INLINE V nearest_by_adding(V a) noexcept {
  using T = scalar_of<V>;
  const V integral = V(T(1) / std::numeric_limits<T>::epsilon()), size = simd::abs(a);
  const V rounded = simd::copysign((size + integral) - integral, a);
  return simd::select(simd::lt(size, integral), rounded, a);
}
}  // namespace detail

// The largest integer not above a.
template <class V>
TAPELESS_INLINE constexpr V floor(V a) noexcept {
  if constexpr (is_scalar<V>) {
    if (std::is_constant_evaluated()) return detail::constant_floor(a);
    if constexpr (std::is_same_v<V, float>) return __builtin_floorf(a);
    else return __builtin_floor(a);
  } else if constexpr (machine::has_rounding<V>) {
    return machine::floor(a);
  } else {
    const V nearest = detail::nearest_by_adding(a);
    return nearest - simd::select(simd::gt(nearest, a), V(scalar_of<V>(1)), V(scalar_of<V>(0)));
  }
}

// The nearest integer; ties go to the even one.
template <class V>
TAPELESS_INLINE constexpr V nearest(V a) noexcept {
  if constexpr (is_scalar<V>) {
    if (std::is_constant_evaluated()) return detail::constant_nearest(a);
    if constexpr (std::is_same_v<V, float>) return __builtin_nearbyintf(a);
    else return __builtin_nearbyint(a);
  } else if constexpr (machine::has_rounding<V>) {
    return machine::nearbyint(a);
  } else {
    return detail::nearest_by_adding(a);
  }
}

}  // namespace tapeless::inline TAPELESS_ISA::simd
