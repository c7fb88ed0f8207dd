#pragma once

// Transposition of small matrices: full blocks in registers, the remainder element by element.

#include <tapeless/simd/sums.hpp>

namespace tapeless::inline TAPELESS_ISA::simd {

// The rows of a matrix that is read: where each begins. Rows with equal distances, or those with given numbers.
template <class T>
struct strided_rows {
  const T* first;
  int stride;
  TAPELESS_INLINE constexpr const T* operator()(int r) const noexcept { return first + r * stride; }
  TAPELESS_INLINE constexpr strided_rows from(int r, int c) const noexcept { return {first + r * stride + c, stride}; }
};
template <class T, class Index>
struct numbered_rows {
  const T* data;
  const Index* number;
  int size;
  TAPELESS_INLINE constexpr const T* operator()(int r) const noexcept {
    return data + static_cast<std::ptrdiff_t>(number[r]) * size;
  }
  TAPELESS_INLINE constexpr numbered_rows from(int r, int c) const noexcept { return {data + c, number + r, size}; }
};

namespace detail {

template <class T, class Rows>
TAPELESS_INLINE constexpr void transpose_elements(Rows src, T* dst, int dst_stride, int rows, int cols) noexcept {
  for (int c = 0; c < cols; ++c)
    for (int r = 0; r < rows; ++r) dst[c * dst_stride + r] = src(r)[c];
}

#if !defined(TAPELESS_NO_SIMD)

// Interleaving patterns for the columns of one block. Machines shuffle within groups of 16 bytes, G lanes, and so do
// these. The functions return, for lane i of the result, a lane of the concatenation of two vectors of W lanes.
template <int W, int G>
struct weave {
  // Alternately one value of a and one of b, from the lower (or upper) half of each group.
  static constexpr int single(int i, int upper) { return (i % 2) * W + i / G * G + i % G / 2 + upper * G / 2; }
  // Alternately two values of a and two of b.
  static constexpr int pair(int i, int upper) { return i % G / 2 * W + i / G * G + i % 2 + upper * G / 2; }
};

template <class T, int W>
TAPELESS_INLINE lanes_of<T, W> load_row(const T* p) noexcept {
  lanes_of<T, W> v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

// A block of W x W, W = sizeof...(I): each of its W/G column groups is loaded so that group k of vector i holds row i +
// k*G, and then transposed in G x G blocks, all groups of a vector at once.
template <class T, class Rows, int... I>
TAPELESS_INLINE void transpose_block(Rows src, T* dst, int dst_stride, std::integer_sequence<int, I...>) noexcept {
  constexpr int W = int(sizeof...(I)), G = 16 / int(sizeof(T)), groups = W / G;
  static_assert(groups == 1 || groups == 2);
  using woven = weave<W, G>;
  using vector = lanes_of<T, W>;
  const auto put = [&](int c, vector v) TAPELESS_INLINED { __builtin_memcpy(dst + c * dst_stride, &v, sizeof v); };
  const auto first = [](vector a, vector b)
                         TAPELESS_INLINED { return __builtin_shufflevector(a, b, woven::single(I, 0)...); };
  const auto second = [](vector a, vector b)
                          TAPELESS_INLINED { return __builtin_shufflevector(a, b, woven::single(I, 1)...); };
  for (int k = 0; k < groups; ++k) {
    const auto row = [&](int i) TAPELESS_INLINED -> vector {
      const auto part = [&](int r) TAPELESS_INLINED { return detail::load_row<T, G>(src(r) + k * G); };
      if constexpr (groups == 1) return part(i);
      else return __builtin_shufflevector(part(i), part(i + G), I...);
    };
    if constexpr (G == 2) {
      put(k * G, first(row(0), row(1)));
      put(k * G + 1, second(row(0), row(1)));
    } else {
      const vector a = first(row(0), row(1)), b = second(row(0), row(1));
      const vector c = first(row(2), row(3)), d = second(row(2), row(3));
      put(k * G, __builtin_shufflevector(a, c, woven::pair(I, 0)...));
      put(k * G + 1, __builtin_shufflevector(a, c, woven::pair(I, 1)...));
      put(k * G + 2, __builtin_shufflevector(b, d, woven::pair(I, 0)...));
      put(k * G + 3, __builtin_shufflevector(b, d, woven::pair(I, 1)...));
    }
  }
}

// Blocks of W x W, then the strips below and beside them in blocks of half that size, finally single elements.
template <int W, class T, class Rows>
TAPELESS_INLINE void transpose_blocks(Rows src, T* dst, int dst_stride, int rows, int cols) noexcept {
  if constexpr (W * int(sizeof(T)) < 16) {
    detail::transpose_elements(src, dst, dst_stride, rows, cols);
  } else {
    const int full_rows = rows - rows % W, full_cols = cols - cols % W;
    for (int r = 0; r < full_rows; r += W)
      for (int c = 0; c < full_cols; c += W)
        detail::transpose_block(src.from(r, c), dst + c * dst_stride + r, dst_stride,
                                std::make_integer_sequence<int, W>{});
    if (full_cols < cols)
      detail::transpose_blocks<W / 2>(src.from(0, full_cols), dst + full_cols * dst_stride, dst_stride, rows,
                                      cols - full_cols);
    if (full_rows < rows)
      detail::transpose_blocks<W / 2>(src.from(full_rows, 0), dst + full_rows, dst_stride, rows - full_rows, full_cols);
  }
}

#endif

}  // namespace detail

// dst[c * dst_stride + r] = src(r)[c] for r < rows, c < cols. Any alignment, any size; nothing outside rows x cols is
// read or written; src and dst do not overlap.
template <class T, class Rows>
constexpr void transpose(Rows src, T* dst, int dst_stride, int rows, int cols) noexcept {
#if !defined(TAPELESS_NO_SIMD)
  if (!std::is_constant_evaluated()) {
    if (rows <= 0 || cols <= 0) return;  // avoids arithmetic on null pointers
    // At most two groups of 16 bytes: with four, AVX-512 needs as many shuffles and has only one port for them.
    detail::transpose_blocks<(detail::width < 32 ? detail::width : 32) / int(sizeof(T))>(src, dst, dst_stride, rows,
                                                                                         cols);
    return;
  }
#endif
  detail::transpose_elements(src, dst, dst_stride, rows, cols);
}
template <class T>
constexpr void transpose(const T* src, int src_stride, T* dst, int dst_stride, int rows, int cols) noexcept {
  transpose(strided_rows<T>{src, src_stride}, dst, dst_stride, rows, cols);
}

}  // namespace tapeless::inline TAPELESS_ISA::simd
