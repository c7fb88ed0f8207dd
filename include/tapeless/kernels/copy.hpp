// Copies between layouts. Sizes are run-time values; the cases that matter are contiguous rows and transposition.
#pragma once

#include <tapeless/kernels/untraced.hpp>
#include <tapeless/shape/view.hpp>
#include <tapeless/simd/vec.hpp>

namespace tapeless::inline TAPELESS_ISA::kernels {

namespace detail {
// Copies in vectors of W lanes and the remainder in narrower ones. This is explicit because compilers copy element by
// element if they cannot rule out that src and dst overlap.
template <int W, class T>
TAPELESS_INLINE void row_in_vectors(const T* src, T* dst, int n) noexcept {
  if constexpr (W > 1) {
    using V = simd::vec_of<T, W>;
    if constexpr (simd::lanes < V >> W) {  // the machine has none of this width
      row_in_vectors<1>(src, dst, n);
    } else {
      int i = 0;
      for (; i + W <= n; i += W) simd::storeu(dst + i, simd::loadu<V>(src + i));
      row_in_vectors<W / 2>(src + i, dst + i, n - i);
    }
  } else {
    for (int i = 0; i < n; ++i) dst[i] = src[i];
  }
}
}  // namespace detail

// dst[i] = src[i] for i < n; they do not overlap.
template <class T>
TAPELESS_INLINE constexpr void copy_row(const T* src, T* dst, int n) noexcept {
  if (std::is_constant_evaluated()) {
    for (int i = 0; i < n; ++i) dst[i] = src[i];
  } else {
    detail::row_in_vectors<simd::lanes<simd::vec<T>>>(src, dst, n);
  }
}

// Copies the elements of one view to another of the same shape.
template <class T>
constexpr void copy(const T* src, const view& from_view, T* dst, const view& to_view) noexcept {
  view from, to;  // axes that are contiguous with each other in both are merged
  int rank = 0;
  for (int i = 0; i < from_view.shape.rank; ++i) {
    const int n = from_view.shape.dim[i], p = from_view.stride[i], q = to_view.stride[i];
    if (n == 1) continue;
    if (rank && from.stride[rank - 1] == p * n && to.stride[rank - 1] == q * n) {
      from.shape.dim[rank - 1] *= n;
    } else {
      from.shape.dim[rank++] = n;
    }
    from.stride[rank - 1] = p;
    to.stride[rank - 1] = q;
  }
  const shape& s = from.shape;
  // The contiguous axes of the source and of the destination.
  int a = -1, b = -1;
  for (int i = rank - 1; i >= 0; --i) {
    if (from.stride[i] == 1 && s.dim[i] > 1 && a < 0) a = i;
    if (to.stride[i] == 1 && s.dim[i] > 1 && b < 0) b = i;
  }
  const bool turn = a >= 0 && b >= 0 && a != b;
  const int inner = b >= 0 ? b : rank - 1;
  int outer = 1;
  for (int i = 0; i < rank; ++i)
    if (i != inner && !(turn && i == a)) outer *= s.dim[i];
  for (int o = 0; o < outer; ++o) {
    int rest = o;
    const T* p = src;
    T* q = dst;
    for (int i = rank - 1; i >= 0; --i) {
      if (i == inner || (turn && i == a)) continue;
      const int e = rest % s.dim[i];
      rest /= s.dim[i];
      p += e * from.stride[i];
      q += e * to.stride[i];
    }
    if (turn) {
      simd::transpose<T>(p, from.stride[b], q, to.stride[a], s.dim[b], s.dim[a]);
    } else {
      const int n = rank ? s.dim[inner] : 1, ps = rank ? from.stride[inner] : 0, qs = rank ? to.stride[inner] : 0;
      if (ps == 1 && qs == 1) copy_row(p, q, n);
      else
        for (int i = 0; i < n; ++i) q[i * qs] = p[i * ps];
    }
  }
}

// One part of a copy: outer loops around a contiguous row or, if source and target are contiguous along different axes,
// around a transposition.
struct copy_part {
  int loops = 0;
  bool turns = false, fills = false;  // fills: no source, repeats `value`
  double value = 0;

  constexpr void words(auto& s) { s(loops, turns, fills, value); }
};

// The code of a copy: one part for each operand, and parts for elements that no operand covers.
struct copy_code {
  static constexpr int capacity = 32;
  int parts = 0;
  copy_part part[capacity]{};

  constexpr void words(auto& s) {
    s(parts);
    for (int k = 0; k < parts; ++k) s(part[k]);
  }
};

namespace detail {

// `r` holds the extent, source stride and target stride of each outer loop, followed by rows, columns and row strides
// of a transposition, or by the extent and strides of a row.
template <class T, copy_part C, int L = 0>
constexpr void move(const T* src, T* dst, const int* r) noexcept {
  if constexpr (L < C.loops) {
    for (int e = 0; e < r[3 * L]; ++e) move<T, C, L + 1>(src + e * r[3 * L + 1], dst + e * r[3 * L + 2], r);
  } else if constexpr (C.turns) {
    const int* inner = r + 3 * L;
    simd::transpose<T>(src, inner[2], dst, inner[3], inner[0], inner[1]);
  } else if constexpr (C.fills) {
    const int n = r[3 * L], to = r[3 * L + 2];
    for (int i = 0; i < n; ++i) dst[i * to] = *src;
  } else {
    const int n = r[3 * L], from = r[3 * L + 1], to = r[3 * L + 2];
    if (from == 1 && to == 1) {
      copy_row(src, dst, n);
    } else {
      dst = tapeless::detail::untraced(dst);
      for (int i = 0; i < n; ++i) dst[i * to] = src[i * from];
    }
  }
}

}  // namespace detail

// Runs the parts of a copy; `at(packed)` gives the pointer for an address of the record.
template <class T, copy_code C, int K = 0, class At>
constexpr void copy_parts(const int* record, At at) noexcept {
  if constexpr (K < C.parts) {
    constexpr copy_part part = C.part[K];
    if constexpr (part.fills) {
      constexpr T value = static_cast<T>(part.value);
      detail::move<T, part>(&value, at(record[1]), record + 2);
    } else {
      T* const to = at(record[1]);
      constexpr bool strides_differ = part.loops > 0 || part.turns;
      detail::move<T, part>(at(record[0]), strides_differ ? tapeless::detail::untraced(to) : to, record + 2);
    }
    copy_parts<T, C, K + 1>(record + 2 + 3 * part.loops + (part.turns ? 4 : 3), at);
  }
}

}  // namespace tapeless::inline TAPELESS_ISA::kernels
