#pragma once

// Loads and stores of whole vectors or of the first lanes.

#include <tapeless/simd/machine.hpp>

namespace tapeless::inline TAPELESS_ISA::simd {

// p must be aligned to vector_alignment.
template <class V>
TAPELESS_INLINE constexpr V load(const scalar_of<V>* p) noexcept {
  if constexpr (is_scalar<V>) return *p;
  else return V::load_aligned(p);
}
// p need only be aligned for an element.
template <class V>
TAPELESS_INLINE constexpr V loadu(const scalar_of<V>* p) noexcept {
  if constexpr (is_scalar<V>) return *p;
  else return V::load_unaligned(p);
}
template <class V>
TAPELESS_INLINE constexpr void store(scalar_of<V>* p, V v) noexcept {
  if constexpr (is_scalar<V>) *p = v;
  else v.store_aligned(p);
}
template <class V>
TAPELESS_INLINE constexpr void storeu(scalar_of<V>* p, V v) noexcept {
  if constexpr (is_scalar<V>) *p = v;
  else v.store_unaligned(p);
}
// Loads the first n lanes, 0 <= n <= lanes<V>, from p (any alignment) and sets the others to 0; reads nothing at p + n
// or beyond.
template <class V>
TAPELESS_INLINE constexpr V load_partial(const scalar_of<V>* p, int n) noexcept {
  if constexpr (is_scalar<V>) return n > 0 ? *p : V(0);
  else return machine::load_first<V>(p, n);
}
// Stores the first n lanes to p (any alignment); writes nothing at p + n or beyond.
template <class V>
TAPELESS_INLINE constexpr void store_partial(scalar_of<V>* p, V v, int n) noexcept {
  if constexpr (is_scalar<V>) {
    if (n > 0) *p = v;
  } else {
    machine::store_first<V>(p, v, n);
  }
}

// 0, 1, 2, ...
template <class V>
TAPELESS_INLINE constexpr V iota() noexcept {
  return loadu<V>(detail::lane_numbers<scalar_of<V>>.at);
}

}  // namespace tapeless::inline TAPELESS_ISA::simd
