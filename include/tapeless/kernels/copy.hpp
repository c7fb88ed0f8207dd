// Copies between layouts. Sizes come at run time; the cases that matter are rows of neighbours and transposition.
#pragma once

#include <tapeless/shape/view.hpp>
#include <tapeless/simd/transpose.hpp>

namespace tapeless::kernels {

// The elements of `from` (strides of src) go where `to` says (strides of dst); both have the same shape.
template <class T>
constexpr void copy(const T* src, const view& from, T* dst, const view& to) noexcept {
  const shape& s = from.shape;
  const int rank = s.rank;
  // Axes along which neighbours lie side by side, in the source and in the destination.
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
      for (int i = 0; i < n; ++i) q[i * qs] = p[i * ps];
    }
  }
}

template <class T>
constexpr void fill(T* dst, const view& to, T value) noexcept {
  view one;
  one.shape = to.shape;
  copy(&value, one, dst, to);
}

}  // namespace tapeless::kernels
