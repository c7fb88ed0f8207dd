// Names of the layers of a model: numbered<"net.hidden", 2> is "net.hidden2".
#pragma once

#include <tapeless/expr/node.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

template <int I>
consteval auto digits_of() {
  static_assert(I >= 0 && I < 100, "tapeless: there are at most a hundred layers of a kind");
  if constexpr (I < 10) return text<2>({static_cast<char>('0' + I), 0});
  else return text<3>({static_cast<char>('0' + I / 10), static_cast<char>('0' + I % 10), 0});
}
template <text Name, int I>
inline constexpr auto numbered = Name + digits_of<I>();

}  // namespace tapeless::inline TAPELESS_ISA::detail
