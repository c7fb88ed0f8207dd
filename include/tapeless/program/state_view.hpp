// Numbers of a program's state as a range, wherever they lie: the past of a delay line, row by row, oldest first; the
// state of streams, one stream after the other. Indices cost two divisions.
#pragma once

#include <cstddef>
#include <iterator>
#include <span>
#include <type_traits>

#include <tapeless/shape/view.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Three nested axes, outermost first: how many, and how far apart in memory.
struct state_extents {
  int count[3]{1, 1, 1}, stride[3]{};

  constexpr int size() const { return count[0] * count[1] * count[2]; }
};

template <class T>
class state_view {
 public:
  using element_type = T;

  constexpr state_view(T* at, const state_extents& e) : at_(at), extents_(e) {}
  template <std::size_t N>
  constexpr state_view(std::span<T, N> s) : at_(s.data()) {  // NOLINT: a span is such a range
    extents_.count[2] = static_cast<int>(s.size());
    extents_.stride[2] = 1;
  }

  constexpr std::size_t size() const { return static_cast<std::size_t>(extents_.size()); }
  constexpr T& operator[](std::size_t k) const {
    const int i = static_cast<int>(k), inner = extents_.count[2], middle = extents_.count[1];
    return at_[i % inner * extents_.stride[2] + i / inner % middle * extents_.stride[1] +
               i / inner / middle * extents_.stride[0]];
  }
  // The numbers as they lie, if they lie side by side in this order; otherwise empty.
  constexpr std::span<T> side_by_side() const {
    int step = 1;
    for (int a = 2; a >= 0; step *= extents_.count[a--])
      if (extents_.count[a] != 1 && extents_.stride[a] != step) return {};
    return {at_, size()};
  }

  class iterator {
   public:
    using value_type = std::remove_const_t<T>;
    using difference_type = std::ptrdiff_t;
    using reference = T&;
    using pointer = T*;
    using iterator_category = std::forward_iterator_tag;

    constexpr iterator() = default;
    constexpr iterator(const state_view* of, std::size_t k) : of_(of), k_(k) {}
    constexpr T& operator*() const { return (*of_)[k_]; }
    constexpr iterator& operator++() { return ++k_, *this; }
    constexpr iterator operator++(int) { return {of_, k_++}; }
    friend constexpr bool operator==(const iterator& a, const iterator& b) { return a.k_ == b.k_; }

   private:
    const state_view* of_ = nullptr;
    std::size_t k_ = 0;
  };
  constexpr iterator begin() const { return {this, 0}; }
  constexpr iterator end() const { return {this, size()}; }

 private:
  T* at_;
  state_extents extents_{};
};

namespace detail {

// Of the leaf with this view: its elements, of each stream if its last axis is that of streams. `line`: of the past of
// a delay line, whose rows are apart.
constexpr state_extents extents_of_state(const view& v, bool by_stream, bool line) {
  state_extents e;
  const int rank = v.shape.rank - by_stream;
  if (by_stream) e.count[0] = v.shape.dim[rank], e.stride[0] = v.stride[rank];
  if (line) {
    e.count[1] = v.shape.size() / e.count[0] / v.shape.dim[rank - 1];
    e.count[2] = v.shape.dim[rank - 1];
    e.stride[1] = rank > 1 ? v.stride[rank - 2] : 0;
    e.stride[2] = v.stride[rank - 1];
    return e;
  }
  e.count[2] = v.shape.size() / e.count[0];
  e.stride[2] = 1;
  for (int a = rank - 1; a >= 0; --a)
    if (v.shape.dim[a] > 1) {
      e.stride[2] = v.stride[a];
      break;
    }
  return e;
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
