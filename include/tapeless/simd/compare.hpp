#pragma once

// Masks, choices and signs.

#include <tapeless/simd/machine.hpp>

namespace tapeless::inline TAPELESS_ISA::simd {

template <class V>
TAPELESS_INLINE constexpr mask_of<V> eq(V a, V b) noexcept {
  return a == b;
}
template <class V>
TAPELESS_INLINE constexpr mask_of<V> lt(V a, V b) noexcept {
  return a < b;
}
template <class V>
TAPELESS_INLINE constexpr mask_of<V> le(V a, V b) noexcept {
  return a <= b;
}
template <class V>
TAPELESS_INLINE constexpr mask_of<V> gt(V a, V b) noexcept {
  return a > b;
}
template <class V>
TAPELESS_INLINE constexpr mask_of<V> ge(V a, V b) noexcept {
  return a >= b;
}

// AVX-512 keeps a mask in an integer (and xsimd 8 has no operators for it); other machines in a vector.
namespace detail {
template <class M>
inline constexpr bool integer_mask = sizeof(M) <= 8;
}
template <class M>
TAPELESS_INLINE constexpr M and_(M a, M b) noexcept {
  if constexpr (std::is_same_v<M, bool>) return a && b;
  else if constexpr (detail::integer_mask<M>) return M(static_cast<typename M::register_type>(a.data & b.data));
  else return a & b;
}
template <class M>
TAPELESS_INLINE constexpr M or_(M a, M b) noexcept {
  if constexpr (std::is_same_v<M, bool>) return a || b;
  else if constexpr (detail::integer_mask<M>) return M(static_cast<typename M::register_type>(a.data | b.data));
  else return a | b;
}
template <class M>
TAPELESS_INLINE constexpr M not_(M a) noexcept {
  if constexpr (std::is_same_v<M, bool>) return !a;
  else if constexpr (detail::integer_mask<M>) return M(static_cast<typename M::register_type>(~a.data));
  else return ~a;
}
template <class M>
TAPELESS_INLINE constexpr bool any(M a) noexcept {
  if constexpr (std::is_same_v<M, bool>) return a;
  else if constexpr (detail::integer_mask<M>) return a.data != 0;
  else return machine::any(a);
}
// True for NaN, as the language's != for scalars.
template <class V>
TAPELESS_INLINE constexpr mask_of<V> ne(V a, V b) noexcept {
  return simd::not_(simd::eq(a, b));
}

// a where the mask holds, else b.
template <class V>
TAPELESS_INLINE constexpr V select(mask_of<V> m, V a, V b) noexcept {
  if constexpr (is_scalar<V>) return m ? a : b;
  else return machine::select(m, a, b);
}

// min(a, b) is a < b ? a : b, and max(a, b) is a > b ? a : b: if either is NaN the result is b, and of two zeros b.
template <class V>
TAPELESS_INLINE constexpr V min(V a, V b) noexcept {
  if constexpr (is_scalar<V>) return a < b ? a : b;
  else return machine::min(a, b);
}
template <class V>
TAPELESS_INLINE constexpr V max(V a, V b) noexcept {
  if constexpr (is_scalar<V>) return a > b ? a : b;
  else return machine::max(a, b);
}

// ------------------------------------------------------------------------------------------------------------- signs

template <class V>
TAPELESS_INLINE constexpr V abs(V a) noexcept {
  return from_bits<V>(to_bits(a) & ~detail::sign_bit<scalar_of<V>>);
}
template <class V>
TAPELESS_INLINE constexpr V neg(V a) noexcept {
  return from_bits<V>(to_bits(a) ^ detail::sign_bit<scalar_of<V>>);
}
// |a| with the sign of s, of zeros and NaN as well.
template <class V>
TAPELESS_INLINE constexpr V copysign(V a, V s) noexcept {
  return from_bits<V>((to_bits(a) & ~detail::sign_bit<scalar_of<V>>) | (to_bits(s) & detail::sign_bit<scalar_of<V>>));
}
// a with its sign flipped where that of s is negative.
template <class V>
TAPELESS_INLINE constexpr V flipsign(V a, V s) noexcept {
  return from_bits<V>(to_bits(a) ^ (to_bits(s) & detail::sign_bit<scalar_of<V>>));
}

}  // namespace tapeless::simd
