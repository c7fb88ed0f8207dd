// Bindings: which memory a call reads and writes. `x = span` makes one; nothing is copied until the call has checked
// all.
#pragma once

#include <cstddef>
#include <type_traits>

#include <tapeless/expr/expr.hpp>

namespace tapeless::inline TAPELESS_ISA {

// How many elements a range has if its type says so; -1 if only the value does.
template <class R>
inline constexpr long static_extent = -1;
template <class T, std::size_t N>
inline constexpr long static_extent<T[N]> = static_cast<long>(N);
template <template <class, std::size_t> class A, class T, std::size_t N>  // std::array, std::span
inline constexpr long static_extent<A<T, N>> = N == static_cast<std::size_t>(-1) ? -1 : static_cast<long>(N);

// Elements of type T for the leaf or output E; Extent of them if the type says so, else `size`.
template <class E, class T, long Extent>
struct range_binding {
  using expression = E;
  using element = T;
  static constexpr long extent = Extent;
  static constexpr bool is_range = true;
  T* data;
  long size;
};

// One number for the leaf E.
template <class E>
struct number_binding {
  using expression = E;
  static constexpr bool is_range = false;
  double value;
};

template <graph G>
template <class R>
constexpr auto expr<G>::operator=(R&& values) const noexcept {
  using range = std::remove_cvref_t<R>;
  if constexpr (std::is_arithmetic_v<range>) {
    return number_binding<expr>{static_cast<double>(values)};
  } else if constexpr (std::is_array_v<range>) {
    return range_binding<expr, std::remove_reference_t<decltype(values[0])>, static_extent<range>>{
        values, static_extent<range>};
  } else if constexpr (!requires { values.data(), values.size(); }) {
    static_assert(mistake<range>,
                  "tapeless: x = values: values must be a number or a range with data() and size(), as an array, a "
                  "vector or a span");
    return inert{};
  } else {
    using element = std::remove_pointer_t<decltype(values.data())>;
    return range_binding<expr, element, static_extent<range>>{values.data(), static_cast<long>(values.size())};
  }
}

}  // namespace tapeless::inline TAPELESS_ISA
