#pragma once

// Masks, selection and signs.

#include <tapeless/base/floating_point.hpp>
#include <tapeless/simd/machine.hpp>

namespace tapeless::inline TAPELESS_ISA::simd {

namespace detail {
// AVX-512 keeps a mask in an integer, other machines in a vector whose lanes are all ones or all zeros.
template <class M>
inline constexpr bool integer_mask = sizeof(M) <= 8;
// The bits of such a mask that are lanes: vectors of fewer than eight have some that are none.
template <class M>
inline constexpr std::uint64_t lanes_in_mask = std::uint64_t(-1) >> (64 - (M::size < 64 ? int(M::size) : 64));

// Vector masks are made with the compiler's operators rather than intrinsics, so that it can fold constant ones and
// simplify.
template <class V>
inline constexpr bool compares_itself = is_scalar<V> || integer_mask<mask_of<V>>;
template <class V>
using lanes_of_mask [[gnu::vector_size(sizeof(V))]] = std::make_signed_t<bits_of<scalar_of<V>>>;
template <class M, class I>
TAPELESS_INLINE M mask_from(I bits) noexcept {
  return M(reinterpret_cast<typename M::register_type>(bits));
}
template <class M>
TAPELESS_INLINE auto mask_bits(M m) noexcept {
  using bits [[gnu::vector_size(sizeof(M))]] = std::int64_t;
  return reinterpret_cast<bits>(m.data);
}
}  // namespace detail

template <class V>
TAPELESS_INLINE constexpr mask_of<V> eq(V a, V b) noexcept {
  if constexpr (detail::compares_itself<V>) return a == b;
  else return detail::mask_from<mask_of<V>>(a.data == b.data);
}
template <class V>
TAPELESS_INLINE constexpr mask_of<V> lt(V a, V b) noexcept {
  if constexpr (detail::compares_itself<V>) return a < b;
  else return detail::mask_from<mask_of<V>>(a.data < b.data);
}
template <class V>
TAPELESS_INLINE constexpr mask_of<V> le(V a, V b) noexcept {
  if constexpr (detail::compares_itself<V>) return a <= b;
  else return detail::mask_from<mask_of<V>>(a.data <= b.data);
}
template <class V>
TAPELESS_INLINE constexpr mask_of<V> gt(V a, V b) noexcept {
  if constexpr (detail::compares_itself<V>) return a > b;
  else return detail::mask_from<mask_of<V>>(a.data > b.data);
}
template <class V>
TAPELESS_INLINE constexpr mask_of<V> ge(V a, V b) noexcept {
  if constexpr (detail::compares_itself<V>) return a >= b;
  else return detail::mask_from<mask_of<V>>(a.data >= b.data);
}
template <class M>
TAPELESS_INLINE constexpr M and_(M a, M b) noexcept {
  if constexpr (std::is_same_v<M, bool>) return a && b;
  else if constexpr (detail::integer_mask<M>) return M(static_cast<typename M::register_type>(a.data & b.data));
  else return detail::mask_from<M>(detail::mask_bits(a) & detail::mask_bits(b));
}
template <class M>
TAPELESS_INLINE constexpr M or_(M a, M b) noexcept {
  if constexpr (std::is_same_v<M, bool>) return a || b;
  else if constexpr (detail::integer_mask<M>) return M(static_cast<typename M::register_type>(a.data | b.data));
  else return detail::mask_from<M>(detail::mask_bits(a) | detail::mask_bits(b));
}
template <class M>
TAPELESS_INLINE constexpr M not_(M a) noexcept {
  if constexpr (std::is_same_v<M, bool>) return !a;
  else if constexpr (detail::integer_mask<M>)
    return M(static_cast<typename M::register_type>(~a.data & detail::lanes_in_mask<M>));
  else return detail::mask_from<M>(~detail::mask_bits(a));
}
template <class M>
TAPELESS_INLINE constexpr bool any(M a) noexcept {
  if constexpr (std::is_same_v<M, bool>) return a;
  else if constexpr (detail::integer_mask<M>) return a.data != 0;
  else return machine::any(a);
}
// True for NaN, like != for scalars.
template <class V>
TAPELESS_INLINE constexpr mask_of<V> ne(V a, V b) noexcept {
  return simd::not_(simd::eq(a, b));
}
// Not less, not less or equal: true if either is NaN.
template <class V>
TAPELESS_INLINE constexpr mask_of<V> nlt(V a, V b) noexcept {
  return simd::not_(simd::lt(a, b));
}
template <class V>
TAPELESS_INLINE constexpr mask_of<V> nle(V a, V b) noexcept {
  return simd::not_(simd::le(a, b));
}

// a where the mask is true, else b.
template <class V>
TAPELESS_INLINE constexpr V select(mask_of<V> m, V a, V b) noexcept {
  if constexpr (is_scalar<V>) return m ? a : b;
  else if constexpr (detail::integer_mask<mask_of<V>>) return machine::select(m, a, b);
  else return V(reinterpret_cast<detail::lanes_of_mask<V>>(m.data) ? a.data : b.data);
}

// min(a, b) is a < b ? a : b, and max(a, b) is a > b ? a : b: the result is b if either is NaN or both are zero. One
// instruction on x86, which compilers recognise.
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
// The same, but NaN if either is NaN. For a constant b that is not NaN, plain min and max suffice.
template <class V>
TAPELESS_INLINE constexpr V minimum(V a, V b) noexcept {
  if constexpr (requires { instructions::minimum(a.data, b.data); }) return V(instructions::minimum(a.data, b.data));
  else return simd::select(simd::ne(b, b), b, simd::min(b, a));
}
template <class V>
TAPELESS_INLINE constexpr V maximum(V a, V b) noexcept {
  if constexpr (requires { instructions::maximum(a.data, b.data); }) return V(instructions::maximum(a.data, b.data));
  else return simd::select(simd::ne(b, b), b, simd::max(b, a));
}

// Signs.

template <class V>
TAPELESS_INLINE constexpr V abs(V a) noexcept {
  return from_bits<V>(to_bits(a) & ~detail::sign_bit<scalar_of<V>>);
}
template <class V>
TAPELESS_INLINE constexpr V neg(V a) noexcept {
  return from_bits<V>(to_bits(a) ^ detail::sign_bit<scalar_of<V>>);
}
// |a| with the sign of s, including signs of zeros and NaN.
template <class V>
TAPELESS_INLINE constexpr V copysign(V a, V s) noexcept {
  return from_bits<V>((to_bits(a) & ~detail::sign_bit<scalar_of<V>>) | (to_bits(s) & detail::sign_bit<scalar_of<V>>));
}
// a with its sign flipped where s is negative.
template <class V>
TAPELESS_INLINE constexpr V flipsign(V a, V s) noexcept {
  return from_bits<V>(to_bits(a) ^ (to_bits(s) & detail::sign_bit<scalar_of<V>>));
}

}  // namespace tapeless::inline TAPELESS_ISA::simd
