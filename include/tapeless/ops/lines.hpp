// Loops of operations that work along one axis: over all lines of a value in that direction, several at a time where
// neighbours are contiguous.
#pragma once

#include <tapeless/ops/define.hpp>
#include <tapeless/shape/view.hpp>
#include <tapeless/simd/vec.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// Values of one shape, except for their extent along `axis`, and where the elements of each lie. `row` is the axis of
// lines that are worked on together: the last that is contiguous in the first value, or else the last; -1 if there is
// one line.
template <int N>
struct lines {
  view of[N];
  int axis = 0, row = -1;

  constexpr lines(const view (&values)[N], int along) : axis(along) {
    for (int k = 0; k < N; ++k) of[k] = values[k];
    for (int i = 0; i < of[0].shape.rank; ++i)
      if (i != axis && of[0].shape.dim[i] > 1 && (row < 0 || of[0].stride[row] != 1 || of[0].stride[i] == 1)) row = i;
  }
  constexpr int length(int k) const { return of[k].shape.dim[axis]; }
  constexpr int step(int k) const { return of[k].stride[axis]; }
  constexpr int row_step(int k) const { return row < 0 ? 0 : of[k].stride[row]; }
  constexpr int rows() const { return row < 0 ? 1 : of[0].shape.dim[row]; }
  // Whether whole vectors of lines can be loaded and stored: contiguous or, if only read, repeated.
  constexpr bool vectors() const {
    bool all = row >= 0 && row_step(0) == 1;
    for (int k = 1; k < N; ++k) all = all && (row_step(k) == 1 || row_step(k) == 0);
    return all;
  }

  // Calls f(offsets of the first line of each row).
  template <class F>
  constexpr void each_row(F f) const {
    int index[max_rank]{}, at[N]{};
    for (;;) {
      f(at);
      int i = of[0].shape.rank - 1;
      for (; i >= 0; --i) {
        if (i == axis || i == row) continue;
        const bool more = ++index[i] < of[0].shape.dim[i];
        for (int k = 0; k < N; ++k) at[k] += (more ? 1 : 1 - index[i]) * of[k].stride[i];
        if (more) break;
        index[i] = 0;
      }
      if (i < 0) return;
    }
  }
  // Calls f.template operator()<V>(offsets, count) for parts of rows: count lines in the lanes of V, whose other lanes
  // are not part of the value, or one line in a scalar.
  template <class T, class F>
  constexpr void each(F f) const {
    using V = simd::vec<T>;
    each_row([&](const int(&start)[N]) {
      int at[N]{};
      const auto move_to = [&](int r) {
        for (int k = 0; k < N; ++k) at[k] = start[k] + r * row_step(k);
      };
      if (!std::is_constant_evaluated() && simd::lanes < V >> 1 && rows() > 1 && vectors()) {
        for (int r = 0; r < rows(); r += simd::lanes<V>) {
          move_to(r);
          f.template operator()<V>(at, rows() - r < simd::lanes<V> ? rows() - r : simd::lanes<V>);
        }
      } else {
        for (int r = 0; r < rows(); ++r) {
          move_to(r);
          f.template operator()<T>(at, 1);
        }
      }
    });
  }
};

// An element of each of `count` lines, `step` apart: 1 or 0.
template <class V, class T>
constexpr V load_lines(const T* p, int step, int count) {
  if constexpr (simd::is_scalar<V>) return *p;
  else return step == 0 ? V(*p) : count == simd::lanes<V> ? simd::loadu<V>(p) : simd::load_partial<V>(p, count);
}
template <class V, class T>
constexpr void store_lines(T* p, V v, int count) {
  if constexpr (simd::is_scalar<V>) *p = v;
  else if (count == simd::lanes<V>) simd::storeu(p, v);
  else simd::store_partial(p, v, count);
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
