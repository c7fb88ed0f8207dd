// The order of axes in which a file has the weights of layers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include <tapeless/expr/node.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// tapeless: [in.., out], as programs have them. pytorch: [out, in..]: dense [out, in], convolution [filters, channels,
// taps..], recurrent cells [gates * hidden, in]. Only parameters with orientation::inputs_first, which layers give to
// their weights, are turned, and what an optimiser keeps for them; all others are the same in both.
enum class convention : unsigned char { tapeless, pytorch };
inline constexpr convention pytorch = convention::pytorch;

namespace detail {

// Whether a value is turned when it is read or written.
inline bool is_turned(orientation axes, std::size_t rank, convention in_file) {
  return in_file == pytorch && axes == orientation::inputs_first && rank > 1;
}

// The last axis in front.
inline std::vector<std::size_t> turned(std::vector<std::size_t> extents) {
  std::rotate(extents.begin(), extents.end() - 1, extents.end());
  return extents;
}
// The transpose of `rows` rows.
template <class T>
std::vector<std::remove_const_t<T>> transposed(std::span<T> numbers, std::size_t rows) {
  const std::size_t columns = numbers.size() / rows;
  std::vector<std::remove_const_t<T>> to(numbers.size());
  for (std::size_t c = 0; c < columns; ++c)
    for (std::size_t r = 0; r < rows; ++r) to[c * rows + r] = numbers[r * columns + c];
  return to;
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA::io
