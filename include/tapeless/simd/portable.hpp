#pragma once

// The compiler's own vector types (GCC and clang: gnu::vector_size) behind the part of xsimd's batch interface that the
// library uses. They replace xsimd where it is wrong or absent. Operators, comparisons and casts need no intrinsics;
// the few operations that the language lacks are in instructions.hpp.

#include <cstdint>
#include <type_traits>
#include <utility>

#include <tapeless/base/isa.hpp>
#include <tapeless/shape/attributes.hpp>  // every function in this folder is inlined, even where heuristics would not

namespace tapeless::inline TAPELESS_ISA::simd::portable {

// A mask; the bits of each lane are all ones or all zeros.
template <class T, int N>
struct mask {
  using compared [[gnu::vector_size(N * sizeof(T))]] = T;
  using register_type = decltype(compared{} < compared{});
  register_type data;

  mask() = default;
  TAPELESS_INLINE mask(register_type m) noexcept : data(m) {}
  TAPELESS_INLINE auto words() const noexcept {
    using words [[gnu::vector_size(N * sizeof(T))]] = std::uint64_t;
    return reinterpret_cast<words>(data);
  }
  TAPELESS_INLINE friend mask operator&(mask a, mask b) noexcept { return a.data & b.data; }
  TAPELESS_INLINE friend mask operator|(mask a, mask b) noexcept { return a.data | b.data; }
  TAPELESS_INLINE friend mask operator~(mask a) noexcept { return ~a.data; }
};

// N lanes of float or double.
template <class T, int N>
struct pack {
  using register_type [[gnu::vector_size(N * sizeof(T))]] = T;
  using batch_bool_type = mask<T, N>;
  register_type data;

  pack() = default;
  TAPELESS_INLINE pack(register_type v) noexcept : data(v) {}
  template <class S>
  requires std::is_arithmetic_v<S> TAPELESS_INLINE pack(S s)
  noexcept : pack(T(s), std::make_integer_sequence<int, N>{}) {}  // every lane s

  TAPELESS_INLINE static pack load_unaligned(const T* p) noexcept {
    register_type v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
  }
  TAPELESS_INLINE static pack load_aligned(const T* p) noexcept {
    return load_unaligned(static_cast<const T*>(__builtin_assume_aligned(p, sizeof(pack))));
  }
  TAPELESS_INLINE void store_unaligned(T* p) const noexcept { __builtin_memcpy(p, &data, sizeof data); }
  TAPELESS_INLINE void store_aligned(T* p) const noexcept {
    store_unaligned(static_cast<T*>(__builtin_assume_aligned(p, sizeof(pack))));
  }

  TAPELESS_INLINE friend pack operator+(pack a, pack b) noexcept { return a.data + b.data; }
  TAPELESS_INLINE friend pack operator-(pack a, pack b) noexcept { return a.data - b.data; }
  TAPELESS_INLINE friend pack operator*(pack a, pack b) noexcept { return a.data * b.data; }
  TAPELESS_INLINE friend pack operator/(pack a, pack b) noexcept { return a.data / b.data; }
  TAPELESS_INLINE pack& operator+=(pack b) noexcept { return *this = *this + b; }
  TAPELESS_INLINE pack& operator-=(pack b) noexcept { return *this = *this - b; }
  TAPELESS_INLINE pack& operator*=(pack b) noexcept { return *this = *this * b; }
  TAPELESS_INLINE pack& operator/=(pack b) noexcept { return *this = *this / b; }
  TAPELESS_INLINE friend batch_bool_type operator==(pack a, pack b) noexcept { return a.data == b.data; }
  TAPELESS_INLINE friend batch_bool_type operator<(pack a, pack b) noexcept { return a.data < b.data; }
  TAPELESS_INLINE friend batch_bool_type operator<=(pack a, pack b) noexcept { return a.data <= b.data; }
  TAPELESS_INLINE friend batch_bool_type operator>(pack a, pack b) noexcept { return a.data > b.data; }
  TAPELESS_INLINE friend batch_bool_type operator>=(pack a, pack b) noexcept { return a.data >= b.data; }

 private:
  template <int... I>
  TAPELESS_INLINE pack(T s, std::integer_sequence<int, I...>) noexcept : data{(void(I), s)...} {}
};

template <class T, int N>
TAPELESS_INLINE pack<T, N> select(mask<T, N> m, pack<T, N> a, pack<T, N> b) noexcept {
  return m.data ? a.data : b.data;
}
template <class T, int N>
TAPELESS_INLINE bool any(mask<T, N> m) noexcept {
  const auto w = m.words();
  std::uint64_t all = 0;
  for (int i = 0; i < N * int(sizeof(T)) / 8; ++i) all |= w[i];
  return all != 0;
}

}  // namespace tapeless::inline TAPELESS_ISA::simd::portable
