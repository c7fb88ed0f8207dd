// A null check for constant evaluation. With -fno-delete-null-pointer-checks, which -fsanitize=undefined and compilers
// for small machines imply, g++ does not treat `address != nullptr` as a constant when the address is that of a
// variable template or function template. An expression that it cannot compare is therefore an address, not null.
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
