// Shared by the handwritten systems: vectors, matrix transposition, denormals.
#pragma once

#include <algorithm>
#include <cmath>
#include <xsimd/xsimd.hpp>

namespace by_hand {

#define BY_HAND_INLINE [[gnu::always_inline]] inline

template <class T>
using vec = xsimd::batch<T>;
template <class T>
inline constexpr int lanes = static_cast<int>(vec<T>::size);
#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr int registers = 32;
#else
inline constexpr int registers = 16;
#endif

template <class T>
constexpr int padded(int n) {
  return (n + lanes<T> - 1) / lanes<T> * lanes<T>;
}
template <class T>
BY_HAND_INLINE vec<T> load(const T* p) {
  return vec<T>::load_unaligned(p);
}
template <class T>
BY_HAND_INLINE void store(T* p, vec<T> v) {
  v.store_unaligned(p);
}

// to[c][r] = from[r][c]
BY_HAND_INLINE void transpose(const float* from, int from_step, float* to, int to_step, int rows, int columns) {
  int r = 0;
#if defined(__AVX2__)
  for (; r + 8 <= rows; r += 8) {
    int c = 0;
    for (; c + 8 <= columns; c += 8) {
      __m256 v[8], t[8], u[8];
      for (int i = 0; i < 8; ++i) v[i] = _mm256_loadu_ps(from + (r + i) * from_step + c);
      for (int i = 0; i < 4; ++i) {
        t[2 * i] = _mm256_unpacklo_ps(v[2 * i], v[2 * i + 1]);
        t[2 * i + 1] = _mm256_unpackhi_ps(v[2 * i], v[2 * i + 1]);
      }
      for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 2; ++j) {
          u[4 * i + 2 * j] = _mm256_shuffle_ps(t[4 * i + j], t[4 * i + j + 2], 0x44);
          u[4 * i + 2 * j + 1] = _mm256_shuffle_ps(t[4 * i + j], t[4 * i + j + 2], 0xee);
        }
      for (int i = 0; i < 4; ++i) {
        _mm256_storeu_ps(to + (c + i) * to_step + r, _mm256_permute2f128_ps(u[i], u[i + 4], 0x20));
        _mm256_storeu_ps(to + (c + i + 4) * to_step + r, _mm256_permute2f128_ps(u[i], u[i + 4], 0x31));
      }
    }
    for (; c < columns; ++c)
      for (int i = 0; i < 8; ++i) to[c * to_step + r + i] = from[(r + i) * from_step + c];
  }
#endif
  for (; r < rows; ++r)
    for (int c = 0; c < columns; ++c) to[c * to_step + r] = from[r * from_step + c];
}

BY_HAND_INLINE void transpose(const double* from, int from_step, double* to, int to_step, int rows, int columns) {
  int r = 0;
#if defined(__AVX2__)
  for (; r + 4 <= rows; r += 4) {
    int c = 0;
    for (; c + 4 <= columns; c += 4) {
      __m256d v[4], t[4];
      for (int i = 0; i < 4; ++i) v[i] = _mm256_loadu_pd(from + (r + i) * from_step + c);
      for (int i = 0; i < 2; ++i) {
        t[2 * i] = _mm256_unpacklo_pd(v[2 * i], v[2 * i + 1]);
        t[2 * i + 1] = _mm256_unpackhi_pd(v[2 * i], v[2 * i + 1]);
      }
      for (int i = 0; i < 2; ++i) {
        _mm256_storeu_pd(to + (c + i) * to_step + r, _mm256_permute2f128_pd(t[i], t[i + 2], 0x20));
        _mm256_storeu_pd(to + (c + i + 2) * to_step + r, _mm256_permute2f128_pd(t[i], t[i + 2], 0x31));
      }
    }
    for (; c < columns; ++c)
      for (int i = 0; i < 4; ++i) to[c * to_step + r + i] = from[(r + i) * from_step + c];
  }
#endif
  for (; r < rows; ++r)
    for (int c = 0; c < columns; ++c) to[c * to_step + r] = from[r * from_step + c];
}

// Denormal numbers are slow on some processors, and the moments of Adam become denormal when training has converged.
class flush_denormals {
#if defined(__SSE__)
 public:
  flush_denormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | 0x8040); }
  ~flush_denormals() { _mm_setcsr(before_); }

 private:
  unsigned before_;
#else
 public:
  flush_denormals() {}
#endif
};

}  // namespace by_hand
