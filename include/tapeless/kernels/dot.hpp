// Dot products, with the lanes along the sum: out[i][j] = sum over k of a[i][k] * b[j][k], where both operands are
// contiguous along the last contracted loop. A tile of outputs stays in registers as vectors of partial sums.
#pragma once

#include <tapeless/kernels/cascade.hpp>
#include <tapeless/kernels/lanes.hpp>
#include <tapeless/kernels/untraced.hpp>

namespace tapeless::inline TAPELESS_ISA::kernels {

// Rows i belong to the first factor, columns j to the second; steps are strides of the factors and of the output.
struct dot_code {
  int m = 1, n = 1;
  int a_step = 0, b_step = 0, row_step = 0, column_step = 0;
  int kept = 0;           // outer loops
  bool long_sum = false;  // summed as a tree

  constexpr void words(auto& s) { s(m, n, a_step, b_step, row_step, column_step, kept, long_sum); }
};

namespace detail {

struct register_tile {
  int rows = 1, columns = 1;
};

// The tile with the least work. A step costs rows * columns products or rows + columns loads, whichever is more.
constexpr register_tile best_register_tile(int m, int n) {
  register_tile best;
  long least = -1;
  for (int r = 1; r <= 8 && r <= m; ++r)
    for (int c = 1; c <= 8 && c <= n; ++c) {
      if (r * c + c + 1 > simd::vector_registers) continue;
      const long tiles = static_cast<long>((m + r - 1) / r) * ((n + c - 1) / c);
      const long work = tiles * (r * c > r + c ? r * c : r + c);
      if (least < 0 || work < least || (work == least && r * c > best.rows * best.columns)) {
        least = work;
        best = {r, c};
      }
    }
  return best;
}

template <class T, class V, dot_code D, class Nest>
struct dot_loop {
  static constexpr int lanes = simd::lanes<V>;
  T* const* base;
  Nest loops;

  template <int R, int C>
  TAPELESS_INLINE static constexpr void step(const T* a, const T* b, V (&acc)[R][C]) noexcept {
    V y[C];
    for (int j = 0; j < C; ++j) y[j] = simd::loadu<V>(b + j * D.b_step);
    for (int i = 0; i < R; ++i) {
      const V x = simd::loadu<V>(a + i * D.a_step);
      for (int j = 0; j < C; ++j) acc[i][j] = simd::fma(x, y[j], acc[i][j]);
    }
  }
  // The last elements of a row; nothing beyond them may be added.
  template <int R, int C>
  TAPELESS_INLINE static constexpr void rest(const T* a, const T* b, int left, V (&acc)[R][C]) noexcept {
    V y[C];
    for (int j = 0; j < C; ++j) y[j] = simd::load_partial<V>(b + j * D.b_step, left);
    for (int i = 0; i < R; ++i) {
      const V x = simd::load_partial<V>(a + i * D.a_step, left);
      for (int j = 0; j < C; ++j) acc[i][j] = simd::fma(x, y[j], acc[i][j]);
    }
  }

  // The contracted loops from loop L inwards; if there are few accumulators, each sum is split into several chains.
  template <int L, int U, int R, int C, class Parts>
  TAPELESS_INLINE constexpr void sum(const T* a, const T* b, V (&acc)[U][R][C], Parts& parts) const noexcept {
    if constexpr (L < Nest::loops) {
      for (int e = 0; e < loops.extent(L); ++e)
        sum<L + 1>(a + e * loops.stride(L, 0), b + e * loops.stride(L, 1), acc, parts);
    } else {
      const int n = loops.extent(L);
      int k = 0;
      for (; k + U * lanes <= n; k += U * lanes) {
        for (int u = 0; u < U; ++u) step(a + k + u * lanes, b + k + u * lanes, acc[u]);
        settle_sums(&acc[0][0][0], parts);
      }
      if constexpr (U > 1)
        for (; k + lanes <= n; k += lanes) step(a + k, b + k, acc[0]);
      if (k < n) {
        rest(a + k, b + k, n - k, acc[0]);
        settle_sums(&acc[0][0][0], parts);
      }
    }
  }

  template <int R, int C>
  TAPELESS_INLINE constexpr void tile(const T* a, const T* b, T* out) const noexcept {
    constexpr int U = R * C >= 6 ? 1 : R * C >= 3 ? 2 : 4;
    V acc[U][R][C];
    for (int u = 0; u < U; ++u)
      for (int i = 0; i < R; ++i)
        for (int j = 0; j < C; ++j) acc[u][i][j] = V(T(0));
    cascade_if<D.long_sum, V, U * R * C> parts{};
    sum<D.kept>(a, b, acc, parts);
    finish_sums(&acc[0][0][0], parts);
    for (int half = U / 2; half; half /= 2)
      for (int u = 0; u < half; ++u)
        for (int i = 0; i < R; ++i)
          for (int j = 0; j < C; ++j) acc[u][i][j] = acc[u][i][j] + acc[u + half][i][j];
    finish(out, acc[0]);
  }

  // Stores the sums, four at once where they are contiguous.
  template <int R, int C>
  TAPELESS_INLINE static constexpr void finish(T* out, const V (&acc)[R][C]) noexcept {
    constexpr int columns = D.column_step == 1 ? C - C % 4 : 0, rows = columns == 0 && D.row_step == 1 ? R - R % 4 : 0;
    for (int i = 0; i < R; ++i)
      for (int j = 0; j < columns; j += 4)
        simd::store_sums(out + i * D.row_step + j, acc[i][j], acc[i][j + 1], acc[i][j + 2], acc[i][j + 3]);
    for (int i = 0; i < rows; i += 4)
      for (int j = 0; j < C; ++j)
        simd::store_sums(out + i + j * D.column_step, acc[i][j], acc[i + 1][j], acc[i + 2][j], acc[i + 3][j]);
    for (int i = rows; i < R; ++i)
      for (int j = columns; j < C; ++j) out[i * D.row_step + j * D.column_step] = simd::reduce_add(acc[i][j]);
  }

  template <int R>
  TAPELESS_INLINE constexpr void columns(const T* a, const T* b, T* out) const noexcept {
    constexpr int full = best_register_tile(D.m, D.n).columns, left = D.n % full;
    int j = 0;
    for (; j + full <= D.n; j += full) tile<R, full>(a, b + j * D.b_step, out + j * D.column_step);
    if constexpr (left != 0) tile<R, left>(a, b + j * D.b_step, out + j * D.column_step);
  }

  template <int L>
  TAPELESS_INLINE constexpr void outer(const T* a, const T* b, T* out) const noexcept {
    if constexpr (L < D.kept) {
      for (int e = 0; e < loops.extent(L); ++e)
        outer<L + 1>(a + e * loops.stride(L, 0), b + e * loops.stride(L, 1), out + e * loops.stride(L, 2));
    } else {
      constexpr int full = best_register_tile(D.m, D.n).rows, left = D.m % full;
      int i = 0;
      for (; i + full <= D.m; i += full) columns<full>(a + i * D.a_step, b, out + i * D.row_step);
      if constexpr (left != 0) columns<left>(a + i * D.a_step, b, out + i * D.row_step);
    }
  }
};

}  // namespace detail

template <class T, class V, dot_code D, class Nest>
TAPELESS_INLINE constexpr void dot(T** base, Nest loops) noexcept {
  constexpr auto tile = detail::best_register_tile(D.m, D.n);
  if constexpr (Nest::loops > 0 || D.m > tile.rows || D.n > tile.columns)  // more than the loop along the rows
    tapeless::detail::untrace_all(base, 3);
  detail::dot_loop<T, V, D, Nest>{base, loops}.template outer<0>(base[0], base[1], base[2]);
}

}  // namespace tapeless::inline TAPELESS_ISA::kernels
