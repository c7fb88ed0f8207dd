// Loops whose counter is a compile-time constant.
#pragma once

#include <utility>

#include <tapeless/shape/attributes.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// Calls f.template operator()<Begin>() ... <End - 1>() in order, in groups because compilers limit the number of terms
// in a fold.
template <int Begin, int End, class F>
TAPELESS_INLINE constexpr void for_indices(F&& f) {
  if constexpr (End - Begin <= 64) {
    [&]<int... I>(std::integer_sequence<int, I...>) TAPELESS_INLINED { (f.template operator()<Begin + I>(), ...); }
    (std::make_integer_sequence<int, End - Begin>{});
  } else {
    for_indices<Begin, (Begin + End) / 2>(f);
    for_indices<(Begin + End) / 2, End>(f);
  }
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
