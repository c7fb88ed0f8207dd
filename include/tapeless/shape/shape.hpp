// Shapes: the extents of a value, known to the compiler.
#pragma once

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Users write ranks 0 to 4; windows, groups, the axes of a Jacobian and the batch axis are added to these.
inline constexpr int max_rank = 7;

// A rank and as many extents; unused extents are 0, so that equal shapes are equal values.
struct shape {
  int rank = 0;
  int dim[max_rank]{};

  constexpr int operator[](int axis) const { return dim[axis]; }
  // Number of elements; 1 for a scalar.
  constexpr int size() const {
    int n = 1;
    for (int i = 0; i < rank; ++i) n *= dim[i];
    return n;
  }
  constexpr int back() const { return rank ? dim[rank - 1] : 1; }
  // Compilers evaluate this often, so only the first `rank` extents are compared.
  friend constexpr bool operator==(const shape& a, const shape& b) {
    for (int i = 0; i < a.rank; ++i)
      if (a.dim[i] != b.dim[i]) return false;
    return a.rank == b.rank;
  }
};

template <class... D>
constexpr shape make_shape(D... extents) {
  return shape{static_cast<int>(sizeof...(D)), {static_cast<int>(extents)...}};
}

// Not constexpr: if constant evaluation reaches it, the compiler names it, and its name is the message.
inline void tapeless_a_value_would_have_more_than_seven_axes_with_samples_or_rows_of_a_jacobian() {}

// The shape with one more axis at the end (the batch axis), or without its last axis.
constexpr shape append(shape s, int extent) {
  if (s.rank == max_rank) tapeless_a_value_would_have_more_than_seven_axes_with_samples_or_rows_of_a_jacobian();
  s.dim[s.rank++] = extent;
  return s;
}
constexpr shape drop_last(shape s) {
  s.dim[--s.rank] = 0;
  return s;
}

// Removes the axes whose bit is set.
constexpr shape without_axes(const shape& s, unsigned axes) {
  shape r;
  for (int i = 0; i < s.rank; ++i)
    if (!(axes >> i & 1u)) r.dim[r.rank++] = s.dim[i];
  return r;
}

// Sets the axes whose bit is set to extent 1 (what NumPy calls keepdims).
constexpr shape keep_axes(shape s, unsigned axes) {
  for (int i = 0; i < s.rank; ++i)
    if (axes >> i & 1u) s.dim[i] = 1;
  return s;
}

// NumPy's rule: align the last axes; each pair of extents is equal, or one of them is 1.
constexpr bool broadcasts(const shape& a, const shape& b) {
  for (int i = 1; i <= a.rank && i <= b.rank; ++i) {
    int p = a.dim[a.rank - i], q = b.dim[b.rank - i];
    if (p != q && p != 1 && q != 1) return false;
  }
  return true;
}

// The shape that both broadcast to. Requires broadcasts(a, b).
constexpr shape broadcast(const shape& a, const shape& b) {
  shape r = a.rank >= b.rank ? a : b;
  const shape& s = a.rank >= b.rank ? b : a;
  for (int i = 1; i <= s.rank; ++i)
    if (r.dim[r.rank - i] == 1) r.dim[r.rank - i] = s.dim[s.rank - i];
  return r;
}

// True if a value of shape `from` can be broadcast to shape `to`.
constexpr bool broadcasts_to(const shape& from, const shape& to) {
  return from.rank <= to.rank && broadcasts(from, to) && broadcast(from, to) == to;
}

// The axes of `to` along which a value of shape `from` repeats.
constexpr unsigned repeated_axes(const shape& from, const shape& to) {
  unsigned axes = 0;
  int lead = to.rank - from.rank;
  for (int i = 0; i < to.rank; ++i)
    if (i < lead || (from.dim[i - lead] == 1 && to.dim[i] != 1)) axes |= 1u << i;
  return axes;
}

}  // namespace tapeless::inline TAPELESS_ISA
