// A handwritten 5x5 convolution without padding, followed by ReLU and 2x2 max pooling: lanes are samples and an image
// is [channel][y][x][sample], so that every tap is a product of a number and a vector and nothing is copied (no
// im2col).
#pragma once

#include "simd.hpp"

namespace by_hand {

// Side: width and height of the input. Kernel: [in][ky][kx][out].
template <int Batch, int In, int Out, int Side>
struct convolution {
  using V = vec<float>;
  static constexpr int K = 5, L = lanes<float>, wide = Side - K + 1, half = wide / 2, taps = In * K * K;
  static constexpr bool many = registers == 32;
  alignas(64) float kernel[taps * Out], bias[Out], dkernel[taps * Out], dbias[Out];
  alignas(64) float y[Out * wide * wide * Batch];  // after the ReLU; later the derivative with respect to it
  alignas(64) float pooled[Out * half * half * Batch], dpooled[Out * half * half * Batch];

  const float* set(const float* p) {  // given as [out][in][ky][kx]
    for (int o = 0; o < Out; ++o)
      for (int t = 0; t < taps; ++t) kernel[t * Out + o] = *p++;
    for (float& b : bias) b = *p++;
    return p;
  }
  template <class List>
  void append(List& to) const {
    for (int o = 0; o < Out; ++o)
      for (int t = 0; t < taps; ++t) to.push_back(kernel[t * Out + o]);
    to.insert(to.end(), bias, bias + Out);
  }

  [[gnu::noinline]] void forward(const float* x) {
    // Channels, adjacent positions and vectors of samples: as many sums as fit in registers.
    constexpr int R = !many || Out % 6 == 0 ? 6 : 4, rest = Out % R, X = many ? 2 : 1, N = Batch % (2 * L) == 0 ? 2 : 1;
    for (int i = 0; i < wide; i += 2)
      for (int j = 0; j < wide; j += 2) {
        for (int o = 0; o + R <= Out; o += R) forward_square<R, X, N>(x, i, j, o);
        if constexpr (rest > 0) forward_square<rest, X, N>(x, i, j, Out - rest);
      }
  }
  // Four positions and their maximum.
  template <int R, int X, int N>
  BY_HAND_INLINE void forward_square(const float* x, int i, int j, int o) {
    for (int b = 0; b < Batch; b += N * L) {
      for (int place = 0; place < 4; place += X) forward_tile<R, X, N>(x, i + place / 2, j + place % 2, o, b);
      for (int r = o; r < o + R; ++r)
        for (int n = b; n < b + N * L; n += L) {
          const float* p = y + ((r * wide + i) * wide + j) * Batch + n;
          const V top = xsimd::max(xsimd::max(load(p), load(p + Batch)),
                                   xsimd::max(load(p + wide * Batch), load(p + (wide + 1) * Batch)));
          store(pooled + ((r * half + i / 2) * half + j / 2) * Batch + n, top);
        }
    }
  }
  template <int R, int X, int N>
  BY_HAND_INLINE void forward_tile(const float* x, int i, int j, int o, int b) {
    V sum[R][X][N];
    for (int r = 0; r < R; ++r)
      for (auto& place : sum[r])
        for (V& s : place) s = V(bias[o + r]);
    for (int c = 0; c < In; ++c)
      for (int ky = 0; ky < K; ++ky) {
        const float *from = x + ((c * Side + i + ky) * Side + j) * Batch + b, *w = kernel + (c * K + ky) * K * Out + o;
#pragma GCC unroll 5
        for (int kx = 0; kx < K; ++kx) {
          V right[X][N];
          for (int p = 0; p < X; ++p)
            for (int n = 0; n < N; ++n) right[p][n] = load(from + (kx + p) * Batch + n * L);
          for (int r = 0; r < R; ++r) {
            const V left(w[kx * Out + r]);
            for (int p = 0; p < X; ++p)
              for (int n = 0; n < N; ++n) sum[r][p][n] = xsimd::fma(left, right[p][n], sum[r][p][n]);
          }
        }
      }
    for (int r = 0; r < R; ++r)
      for (int p = 0; p < X; ++p)
        for (int n = 0; n < N; ++n)
          store(y + (((o + r) * wide + i) * wide + j + p) * Batch + b + n * L, xsimd::max(sum[r][p][n], V(0.f)));
  }

  // Passes dpooled to the first maximum in y, if it is above 0. The sum over positions is the derivative of the bias.
  [[gnu::noinline]] void spread() {
    for (int o = 0; o < Out; ++o) {
      V total(0.f);
      for (int i = 0; i < half; ++i)
        for (int j = 0; j < half; ++j)
          for (int b = 0; b < Batch; b += L) {
            const int at = ((o * half + i) * half + j) * Batch + b;
            const V top = load(pooled + at), d = xsimd::select(top > V(0.f), load(dpooled + at), V(0.f));
            float* p = y + ((o * wide + 2 * i) * wide + 2 * j) * Batch + b;
            float* places[] = {p, p + Batch, p + wide * Batch, p + (wide + 1) * Batch};
            V left = d;
            for (float* place : places) {
              const auto won = load(place) == top;
              store(place, xsimd::select(won, left, V(0.f)));
              left = xsimd::select(won, V(0.f), left);
            }
            total += d;
          }
      dbias[o] = xsimd::hadd(total);
    }
  }

  // The derivative with respect to the kernel: sums over positions and samples, added across lanes at the end.
  [[gnu::noinline]] void kernel_gradient(const float* x) {
    constexpr int R = !many ? 2 : Out % 4 == 0 ? 4 : 3;
    for (int c = 0; c < In; ++c)
      for (int ky = 0; ky < K; ++ky)
        for (int o = 0; o < Out; o += R) {
          V sum[R][K];
          for (auto& row : sum)
            for (V& s : row) s = V(0.f);
          for (int i = 0; i < wide; ++i)
            for (int j = 0; j < wide; ++j) {
              const float *from = x + ((c * Side + i + ky) * Side + j) * Batch,
                          *d = y + ((o * wide + i) * wide + j) * Batch;
              for (int b = 0; b < Batch; b += L) {
                V right[K];
                for (int kx = 0; kx < K; ++kx) right[kx] = load(from + kx * Batch + b);
                for (int r = 0; r < R; ++r) {
                  const V left = load(d + r * wide * wide * Batch + b);
                  for (int kx = 0; kx < K; ++kx) sum[r][kx] = xsimd::fma(left, right[kx], sum[r][kx]);
                }
              }
            }
          for (int r = 0; r < R; ++r)
            for (int kx = 0; kx < K; ++kx) dkernel[((c * K + ky) * K + kx) * Out + o + r] = xsimd::hadd(sum[r][kx]);
        }
  }

  // The derivative with respect to the input, [in][Side][Side][sample].
  [[gnu::noinline]] void input_gradient(float* dx) const {
    constexpr int R = In % 6 == 0 ? 6 : 1, N = Batch % (2 * L) == 0 ? 2 : 1;
    for (int i = 0; i < Side; ++i)
      for (int j = 0; j < Side; ++j)
        for (int c = 0; c < In; c += R)
          for (int b = 0; b < Batch; b += N * L) {
            V sum[R][N];
            for (auto& row : sum)
              for (V& s : row) s = V(0.f);
            for (int ky = std::max(0, i - wide + 1); ky <= std::min(i, K - 1); ++ky)
              for (int kx = std::max(0, j - wide + 1); kx <= std::min(j, K - 1); ++kx) {
                const float *d = y + ((i - ky) * wide + j - kx) * Batch + b,
                            *w = kernel + ((c * K + ky) * K + kx) * Out;
#pragma GCC unroll 4
                for (int o = 0; o < Out; ++o) {
                  V right[N];
                  for (int n = 0; n < N; ++n) right[n] = load(d + o * wide * wide * Batch + n * L);
                  for (int r = 0; r < R; ++r) {
                    const V left(w[r * K * K * Out + o]);
                    for (int n = 0; n < N; ++n) sum[r][n] = xsimd::fma(left, right[n], sum[r][n]);
                  }
                }
              }
            for (int r = 0; r < R; ++r)
              for (int n = 0; n < N; ++n) store(dx + (((c + r) * Side + i) * Side + j) * Batch + b + n * L, sum[r][n]);
          }
  }

  void update(float rate) {
    for (int i = 0; i < taps * Out; ++i) kernel[i] -= rate * dkernel[i];
    for (int i = 0; i < Out; ++i) bias[i] -= rate * dbias[i];
  }
};

}  // namespace by_hand
