// The matrix kernel: out[m][n] = epilogue(sum over k of s[m][k] * x[k][n]), lanes along n. A tile of rows and vectors
// stays in registers throughout the sum and its epilogue (bias, activation, mask).
#pragma once

#include <tapeless/kernels/cascade.hpp>
#include <tapeless/kernels/lanes.hpp>
#include <tapeless/kernels/untraced.hpp>

namespace tapeless::inline TAPELESS_ISA::kernels {

template <class Micro>
struct contraction_code {
  Micro micro{};                  // mode core: the accumulator
  int m = 1, n = 1, k = 1;        // rows, elements along the lanes, contracted elements
  int s_m = 0, s_k = 0, s_n = 0;  // strides of s, which is broadcast to the lanes unless `both` is set
  int x_k = 0;                    // stride of the vector operand, which is contiguous along the lanes
  typename Micro::template per_pointer<int> row{};  // row strides of the epilogue's operands and results
  bool both = false;                                // s is a vector too
  bool partial = false;                             // the last vector of a row must be stored partially
  bool uniform = false;   // lanes are samples: each is summed in the same order at any position
  bool long_sum = false;  // summed as a tree
  int start = -1;         // the operand that initialises the sum; -1: 0
  int outer = 0;          // outer loops
  int outer_k = 0;        // further contracted loops, around k

  constexpr void words(auto& s) {
    s(micro, m, n, k, s_m, s_k, s_n, x_k, row, both, partial, uniform, long_sum, start, outer, outer_k);
  }
};

// Rows of a register tile with `vectors` vectors per row: as many accumulators as fit in registers with the operands.
constexpr int register_tile_rows(int rows, int vectors) {
  const int most = (simd::vector_registers - vectors - 1) / vectors;
  const int limit = most > 12 ? 12 : most;
  const int tiles = (rows + limit - 1) / limit;
  return (rows + tiles - 1) / tiles;  // equal tiles rather than full ones and a small remainder
}
constexpr int register_tile_vectors(int rows, int vectors) {
  if (rows >= 4) return vectors >= 2 ? 2 : 1;
  const int most = (simd::vector_registers - 4) / (rows + 1);
  const int limit = most > 8 ? 8 : most;
  return vectors < limit ? vectors : limit;
}

namespace detail {

template <class T, class V, auto D, class Nest>
struct contraction_loop {
  static constexpr auto& m = D.micro;
  static constexpr int lanes = simd::lanes<V>, pointers = m.pointers;

  T* const* base;  // s, x, then the epilogue's operands and results
  Nest loops;
  int at[pointers + 2]{};

  // The number of independent chains that each sum is split into, where the accumulators of a tile alone would not hide
  // the latency of a multiply-add. Where k is short (the taps of a convolution), the loop around it is split.
  static constexpr int chains(int accumulators) {
    const int wanted = accumulators >= 8 ? 1 : accumulators >= 4 ? 2 : 4;
    return D.k >= 2 * wanted || D.outer_k > 0 ? wanted : 1;
  }

  template <int MR, int NV, bool Tail>
  TAPELESS_INLINE constexpr void tile(int row, int col) const noexcept {
    constexpr int U = chains(MR * (D.uniform ? register_tile_vectors(D.m, (D.n + lanes - 1) / lanes) : NV));
    V acc[U][MR][NV];
    for (int u = 0; u < U; ++u)
      for (int i = 0; i < MR; ++i)
        for (int j = 0; j < NV; ++j) acc[u][i][j] = u == 0 ? first(i, col + j * lanes, row) : V(T(0));
    cascade_if<D.long_sum, V, U * MR * NV> parts{};
    const T* const x = base[1] + at[1] + col;
    constexpr bool again = D.outer_k > 0 || D.k >= 2 * U;
    sums<0, U>(base[0] + at[0] + row * D.s_m + col * D.s_n, again ? tapeless::detail::untraced(x) : x, acc, parts);
    finish_sums(&acc[0][0][0], parts);
    for (int half = U / 2; half; half /= 2)
      for (int u = 0; u < half; ++u)
        for (int i = 0; i < MR; ++i)
          for (int j = 0; j < NV; ++j) acc[u][i][j] = acc[u][i][j] + acc[u + half][i][j];
    finish<MR, NV, Tail>(row, col, acc[0]);
  }

  // The initial value of the sum of row row + i at column col.
  TAPELESS_INLINE constexpr V first(int i, int col, int row) const noexcept {
    if constexpr (D.start < 0) return V(T(0));
    else return operand<D.start>(V(T(0)), i, col, row, D.n - col);
  }

  // The contracted loops from loop L inwards.
  template <int L, int U, int MR, int NV, class Parts>
  TAPELESS_INLINE constexpr void sums(const T* s, const T* x, V (&acc)[U][MR][NV], Parts& parts) const noexcept {
    if constexpr (L < D.outer_k) {
      const int n = loops.extent(D.outer + L), ds = loops.stride(D.outer + L, 0), dx = loops.stride(D.outer + L, 1);
      if constexpr (L + 1 == D.outer_k && D.k < 2 * U) {
        const auto short_sum = [&](int e, V(&to)[MR][NV]) TAPELESS_INLINED {
          for (int k = 0; k < D.k; ++k) step(s + e * ds + k * D.s_k, x + e * dx + k * D.x_k, to);
        };
        const int whole = n - n % U;
        for (int e = 0; e < whole; e += U) {
          for (int u = 0; u < U; ++u) short_sum(e + u, acc[u]);
          settle_sums(&acc[0][0][0], parts);
        }
        for (int e = whole; e < n; ++e) short_sum(e, acc[0]);
      } else {
        for (int e = 0; e < n; ++e) sums<L + 1>(s + e * ds, x + e * dx, acc, parts);
      }
    } else {
      constexpr int whole = D.k - D.k % U;
#if defined(__clang__)
#pragma clang loop unroll_count(4)
#elif defined(__GNUC__)
#pragma GCC unroll 4
#endif
      for (int k = 0; k < whole; k += U) {
        for (int u = 0; u < U; ++u) step(s + (k + u) * D.s_k, x + (k + u) * D.x_k, acc[u]);
        settle_sums(&acc[0][0][0], parts);
      }
      for (int k = whole; k < D.k; ++k) step(s + k * D.s_k, x + k * D.x_k, acc[k - whole]);
    }
  }

  // One step of the sum for all rows and vectors.
  template <int MR, int NV>
  TAPELESS_INLINE static constexpr void step(const T* s, const T* x, V (&acc)[MR][NV]) noexcept {
    V v[NV];
    for (int j = 0; j < NV; ++j) v[j] = simd::loadu<V>(x + j * lanes);
    for (int i = 0; i < MR; ++i) {
      if constexpr (D.both) {
        for (int j = 0; j < NV; ++j) acc[i][j] = simd::fma(simd::loadu<V>(s + i * D.s_m + j * lanes), v[j], acc[i][j]);
      } else {
        const V a(s[i * D.s_m]);
        for (int j = 0; j < NV; ++j) acc[i][j] = simd::fma(a, v[j], acc[i][j]);
      }
    }
  }

  template <int J>
  TAPELESS_INLINE constexpr V operand(V core, int i, int col, int row, int valid) const noexcept {
    constexpr ir::access mode = m.inputs.at[J].mode;
    if constexpr (mode == ir::access::core) {
      return core;
    } else if constexpr (mode == ir::access::immediate) {
      constexpr double immediate = m.inputs.at[J].immediate;
      return read<V, mode>(nullptr, 0, 0, immediate);
    } else {
      constexpr int row_stride = D.row.at[J];
      const T* p = base[2 + J] + at[2 + J] + (row + i) * row_stride;
      if constexpr (mode == ir::access::broadcast) return read<V, mode>(p, 0, 0, 0.0);
      else if constexpr (mode == ir::access::vector) return read<V, mode>(p + col, 1, valid, 0.0);
      else {
        const int stride = loops.stride(D.outer + D.outer_k, 2 + J);
        return read<V, mode>(p + col * stride, stride, valid, 0.0);
      }
    }
  }

  // Stores result number O of one vector.
  template <int O, int NV, bool Tail>
  TAPELESS_INLINE constexpr void store(int row, int col, int j, V value) const noexcept {
    constexpr int stride = D.row.at[m.inputs.size + O];
    T* p = base[2 + m.inputs.size + O] + at[2 + m.inputs.size + O] + row * stride + col;
    if (Tail && j == NV - 1) simd::store_partial(p, value, D.n - col);
    else simd::storeu(p, value);
  }

  template <int MR, int NV, bool Tail>
  TAPELESS_INLINE constexpr void finish(int row, int col, V (&acc)[MR][NV]) const noexcept {
    for (int i = 0; i < MR; ++i)
      for (int j = 0; j < NV; ++j) {
        const int c = col + j * lanes;
        if constexpr (m.instructions.size == 0) {  // with a register file g++ would keep the accumulators in memory
          store<0, NV, Tail>(row + i, c, j, acc[i][j]);
          continue;
        }
        V r[m.inputs.size + m.instructions.size + 1];
        [&]<int... J>(std::integer_sequence<int, J...>) TAPELESS_INLINED {
          ((r[J] = operand<J>(acc[i][j], i, c, row, D.n - c)), ...);
        }
        (std::make_integer_sequence<int, m.inputs.size>{});
        execute_all<V, contraction_loop>(r);
        [&]<int... O>(std::integer_sequence<int, O...>) TAPELESS_INLINED {
          (store<O, NV, Tail>(row + i, c, j, r[static_cast<int>(m.outputs.at[O])]), ...);
        }
        (std::make_integer_sequence<int, m.outputs.size>{});
      }
  }

  // True if there is more than one tile.
  static constexpr bool turns = [] {
    constexpr int vectors = (D.n + lanes - 1) / lanes, nv = register_tile_vectors(D.m, vectors);
    const int rest = vectors % nv;
    return D.outer > 0 || vectors > nv || D.m > register_tile_rows(D.m, nv) ||
           (rest != 0 && D.m > register_tile_rows(D.m, rest));
  }();

  template <int NV, bool Tail>
  TAPELESS_INLINE constexpr void rows(int col) const noexcept {
    constexpr int full = register_tile_rows(D.m, NV);
    constexpr int rest = D.m % full;
    int row = 0;
    for (; row + full <= D.m; row += full) tile<full, NV, Tail>(row, col);
    if constexpr (rest != 0) tile<rest, NV, Tail>(row, col);
  }

  TAPELESS_INLINE constexpr void block() const noexcept {
    constexpr int vectors = (D.n + lanes - 1) / lanes;
    constexpr bool tail = D.partial && D.n % lanes != 0;
    constexpr int nv = register_tile_vectors(D.m, vectors);
    constexpr int blocks = vectors / nv, rest = vectors % nv;
    constexpr int whole = tail && rest == 0 ? blocks - 1 : blocks;
    for (int b = 0; b < whole; ++b) rows<nv, false>(b * nv * lanes);
    if constexpr (whole < blocks) rows<nv, true>(whole * nv * lanes);
    if constexpr (rest != 0) rows<rest, tail>(blocks * nv * lanes);
  }

  template <int L>
  TAPELESS_INLINE constexpr void outer() noexcept {
    if constexpr (L < D.outer) {
      for (int e = 0; e < loops.extent(L); ++e) {
        outer<L + 1>();
        for (int j = 0; j < pointers + 2; ++j) at[j] += loops.stride(L, j);
      }
      for (int j = 0; j < pointers + 2; ++j) at[j] -= loops.extent(L) * loops.stride(L, j);
    } else {
      block();
    }
  }
};

}  // namespace detail

template <class T, class V, auto D, class Nest>
TAPELESS_INLINE constexpr void contract(T** base, Nest loops) noexcept {
  using loop = detail::contraction_loop<T, V, D, Nest>;
  if constexpr (loop::turns) tapeless::detail::untrace_all(base, loop::pointers + 2);
  loop{base, loops}.template outer<0>();
}

}  // namespace tapeless::inline TAPELESS_ISA::kernels
