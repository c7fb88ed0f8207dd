// The memory of a program while it runs, by section.
#pragma once

#include <tapeless/plan/kernel.hpp>
#include <tapeless/shape/attributes.hpp>

namespace tapeless::inline TAPELESS_ISA {

template <class T>
struct sections {
  T* at[4]{};  // none, state, arena, table

  constexpr sections(T* state, T* arena, const T* table) noexcept
      : at{nullptr, state, arena, const_cast<T*>(table)} {}  // the table is only read
};

namespace detail {

template <class T>
TAPELESS_INLINE constexpr T* resolve(const sections<T>& s, ir::address a) noexcept {
  return s.at[static_cast<int>(a.where)] + a.offset;
}
template <class T>
TAPELESS_INLINE constexpr T* resolve(const sections<T>& s, int packed) noexcept {
  return s.at[packed & 3] + (packed >> 2);
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
