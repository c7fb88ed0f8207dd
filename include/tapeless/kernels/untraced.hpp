// Values whose origin the compiler does not know, for loops in which addresses advance by different strides.
#pragma once

#include <type_traits>

#include <tapeless/shape/attributes.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// g++ 12 and 13 may express two addresses in a loop, p + 4 i and p + 32 i, by one: 0 - 7 p + 8 (p + 4 i). What follows
// takes that for an access through a null pointer and drops the whole function as one without an effect (GCC's bug
// 110702). It cannot if one of the pointers, or the counter i in their offsets, is untraced. Applied inside the loop,
// and only where there is one, it leaves straight-line code its addresses, so that values pass from one kernel to the
// next in registers.
template <class V>
TAPELESS_INLINE constexpr V untraced(V v) noexcept {
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 14
  if (!std::is_constant_evaluated()) asm("" : "+r"(v));
#endif
  return v;
}
template <class T>
TAPELESS_INLINE constexpr void untrace_all(T** pointers, int count) noexcept {
  for (int j = 0; j < count; ++j) pointers[j] = untraced(pointers[j]);
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
