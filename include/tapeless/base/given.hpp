// Whether a pointer points at something, asked while the compiler evaluates: with -fno-delete-null-pointer-checks,
// which -fsanitize=undefined and compilers for small machines imply, g++ does not take the address of a template's
// variable or function for a constant that differs from null. What it cannot compare is an address.
#pragma once

#include <type_traits>

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

template <class P>
constexpr bool given(P* p) noexcept {
  if (std::is_constant_evaluated()) return !__builtin_constant_p(p == nullptr) || p != nullptr;
  return p != nullptr;
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
