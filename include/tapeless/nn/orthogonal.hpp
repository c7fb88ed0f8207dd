// Initialisers that see a parameter as a matrix.
//
//   identity     1 where the first and the last index are equal and the others are in the middle, else 0: the identity
//                matrix for weights; filters that copy their channel. A vector begins with 1
//   orthogonal   a random matrix with orthonormal rows, or columns if it is higher than wide; filters count as the
//                matrix [channels * taps, filters]. Cost: 4 rows * columns * min(rows, columns) FLOPs
#pragma once

#include <tapeless/nn/initialisers.hpp>

namespace tapeless::inline TAPELESS_ISA {

constexpr void identity(const drawn_parameter& w) {
  const shape& s = w.extents;
  const int last = s.rank > 0 ? s.back() : 1, first = s.rank > 1 ? s.dim[0] : 1, taps = s.size() / (first * last);
  int middle = 0;
  for (int i = 1; i + 1 < s.rank; ++i) middle = middle * s.dim[i] + s.dim[i] / 2;
  for (int i = 0; i < s.size(); ++i) {
    const int row = i / (taps * last), tap = i / last % taps, column = i % last;
    w.set(i, row == column && tap == middle ? 1 : 0);
  }
}

// Gram-Schmidt on normal numbers, each vector twice, so that the result is orthogonal to rounding. As the vectors keep
// their direction, all orthogonal matrices are equally likely. A. Saxe et al., Exact solutions to the nonlinear
// dynamics of learning in deep linear neural networks (2013).
constexpr void orthogonal(const drawn_parameter& w) {
  const shape& s = w.extents;
  const int columns = s.rank > 0 ? s.back() : 1, rows = s.size() / columns;
  const bool high = rows > columns;  // vectors are columns
  const int count = high ? columns : rows, length = high ? rows : columns;
  const int next = high ? 1 : columns, step = high ? columns : 1;
  detail::draw_normal(w, 1);
  const auto dot = [&](int a, int b) {
    double total = 0;
    for (int i = 0; i < length; ++i) total += w[a + i * step] * w[b + i * step];
    return total;
  };
  for (int v = 0; v < count; ++v) {
    const int at = v * next;
    for (int pass = 0; pass < 2; ++pass) {
      for (int u = 0; u < v; ++u) {
        const double along = dot(u * next, at);
        for (int i = 0; i < length; ++i) w.set(at + i * step, w[at + i * step] - along * w[u * next + i * step]);
      }
      const double scale = 1 / simd::sqrt(dot(at, at));
      for (int i = 0; i < length; ++i) w.set(at + i * step, scale * w[at + i * step]);
    }
  }
}

}  // namespace tapeless::inline TAPELESS_ISA
