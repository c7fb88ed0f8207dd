// Bindings: which memory a call reads and writes. `x = span` makes one; nothing is copied until the call has checked
// all.
#pragma once

#include <array>
#include <cstddef>
#include <iterator>
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

// Whether a range holds its elements itself, so that there is memory, none of it a program's.
template <class R>
inline constexpr bool holds_elements = std::is_array_v<R>;
template <class T, std::size_t N>
inline constexpr bool holds_elements<std::array<T, N>> = true;

// Which samples of a range a call takes, in which order: all of them, as they lie, or those with these numbers.
struct all_rows {
  using index = void;
};
template <class Index>
struct chosen_rows {
  using index = Index;
  const Index* number;
  long count;
};

// Elements of type T for the leaf or output E; Extent of them if the type says so, else `size`.
template <class E, class T, long Extent, class Rows = all_rows, bool Holds = false>
struct range_binding {
  using expression = E;
  using element = T;
  using index = typename Rows::index;
  static constexpr long extent = Extent;
  static constexpr bool is_range = true, has_rows = !std::is_same_v<Rows, all_rows>, holds = Holds;
  T* data;
  long size;
  [[no_unique_address]] Rows rows{};
};

// One number for the leaf E, given as a V.
template <class E, class V>
struct number_binding {
  using expression = E;
  using element = V;
  static constexpr bool is_range = false, has_rows = false;
  double value;
};

// Rows of a range, for an input: `net.step(x = at_rows(images, order), k = at_rows(labels, order))` trains with sample
// order[0], order[1], … of the data, which stay where they are. `values` holds samples one after the other; `numbers`
// is a range of integers, each less than the number of samples (fault::row_out_of_range); a sample may occur
// repeatedly. Costs nothing but the reading of the numbers: samples are brought into the lanes from where they are.
template <class T, class Index>
struct range_at_rows {
  const T* data;
  long size;
  chosen_rows<Index> rows;
};
template <class R, class I>
constexpr auto at_rows(const R& values, const I& numbers) noexcept {
  const auto* const from = std::data(values);
  const auto* const which = std::data(numbers);
  using index = std::remove_cvref_t<decltype(*which)>;
  static_assert(std::is_integral_v<index> ? true : mistake<index>,
                "tapeless: at_rows(values, numbers): numbers must be a range of integers, the numbers of samples");
  return range_at_rows<std::remove_cvref_t<decltype(*from)>, index>{
      from, static_cast<long>(std::size(values)), {which, static_cast<long>(std::size(numbers))}};
}
template <class R>
inline constexpr bool takes_rows = false;
template <class T, class Index>
inline constexpr bool takes_rows<range_at_rows<T, Index>> = true;

template <graph G>
template <class R>
constexpr auto expr<G>::operator=(R&& values) const noexcept {
  using range = std::remove_cvref_t<R>;
  if constexpr (std::is_arithmetic_v<range>) {
    return number_binding<expr, range>{static_cast<double>(values)};
  } else if constexpr (std::is_array_v<range>) {
    return range_binding<expr, std::remove_reference_t<decltype(values[0])>, static_extent<range>, all_rows, true>{
        values, static_extent<range>};
  } else if constexpr (takes_rows<range>) {
    using element = std::remove_pointer_t<decltype(values.data)>;
    return range_binding<expr, element, -1, decltype(values.rows)>{values.data, values.size, values.rows};
  } else if constexpr (!requires { values.data(), values.size(); }) {
    static_assert(mistake<range>,
                  "tapeless: x = values: values must be a number or a range with data() and size(), as an array, a "
                  "vector or a span");
    return inert{};
  } else {
    using element = std::remove_pointer_t<decltype(values.data())>;
    return range_binding<expr, element, static_extent<range>, all_rows, holds_elements<range>>{
        values.data(), static_cast<long>(values.size())};
  }
}

}  // namespace tapeless::inline TAPELESS_ISA
