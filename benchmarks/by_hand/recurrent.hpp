// One handwritten time step of a GRU and of an LSTM with one input and a dense output: lanes are neurons, all gates at
// once.
#pragma once

#include "tanh.hpp"

namespace by_hand {

BY_HAND_INLINE vec<float> sigmoid(vec<float> x) {
  const vec<float> half(0.5f);
  return xsimd::fma(half, tanh(half * x), half);
}

template <int H, int Gates>
struct cell {
  using V = vec<float>;
  static constexpr int L = lanes<float>, N = Gates * H, vectors = N / L, own = H / L;
  static_assert(H % L == 0);
  // Enough independent sums to hide the latency of an addition.
  static constexpr int deep = vectors >= 8 ? 1 : 2;
  alignas(64) float wx[N], bx[N], wh[H * N], bh[N], out[H], h[H]{};
  float out_bias;

  explicit cell(const float* p) {
    for (auto [to, count] : {std::pair<float*, int>{wx, N}, {bx, N}, {wh, H * N}, {bh, N}, {out, H}, {&out_bias, 1}}) {
      std::copy(p, p + count, to);
      p += count;
    }
  }
  // Adds the product with the state, for as many gates at a time as fit in registers.
  BY_HAND_INLINE void recur(V (&sum)[vectors]) const {
    constexpr int most = registers == 32 ? 16 : 8, block = vectors < most ? vectors : most;
    static_assert(vectors % block == 0);
    for (int first = 0; first < vectors; first += block) {
      V part[deep][block];
      for (int j = 0; j < block; ++j) {
        part[0][j] = sum[first + j];
        for (int d = 1; d < deep; ++d) part[d][j] = V(0.f);
      }
#pragma GCC unroll 16
      for (int k = 0; k < H; k += deep)
        for (int d = 0; d < deep; ++d) {
          const V left(h[k + d]);
          const float* w = wh + (k + d) * N + first * L;
          for (int j = 0; j < block; ++j) part[d][j] = xsimd::fma(left, V::load_aligned(w + j * L), part[d][j]);
        }
      for (int j = 0; j < block; ++j) {
        sum[first + j] = part[0][j];
        for (int d = 1; d < deep; ++d) sum[first + j] += part[d][j];
      }
    }
  }
};

template <int H>
struct gru : cell<H, 3> {
  using base = cell<H, 3>;
  using typename base::V;
  using cell<H, 3>::cell;

  [[gnu::noinline]] float step(float x) {
    constexpr int own = base::own, L = base::L;
    V sum[3 * own], input[own], y(0.f);
    for (int j = 0; j < 3 * own; ++j) {
      const V of_x = xsimd::fma(V(x), V::load_aligned(this->wx + j * L), V::load_aligned(this->bx + j * L));
      sum[j] = V::load_aligned(this->bh + j * L);
      if (j < 2 * own) sum[j] += of_x;
      else input[j - 2 * own] = of_x;
    }
    this->recur(sum);
    for (int j = 0; j < own; ++j) {
      const V reset = sigmoid(sum[j]), update = sigmoid(sum[own + j]);
      const V fresh = tanh(xsimd::fma(reset, sum[2 * own + j], input[j]));
      const V next = xsimd::fma(update, V::load_aligned(this->h + j * L) - fresh, fresh);
      next.store_aligned(this->h + j * L);
      y = xsimd::fma(next, V::load_aligned(this->out + j * L), y);
    }
    return xsimd::hadd(y) + this->out_bias;
  }
};

template <int H>
struct lstm : cell<H, 4> {
  using base = cell<H, 4>;
  using typename base::V;
  alignas(64) float c[H]{};

  explicit lstm(const float* p) : base(p) {
    for (int i = 0; i < base::N; ++i) this->bx[i] += this->bh[i];  // they only occur as a sum
  }
  [[gnu::noinline]] float step(float x) {
    constexpr int own = base::own, L = base::L;
    V sum[4 * own], y(0.f);
    for (int j = 0; j < 4 * own; ++j)
      sum[j] = xsimd::fma(V(x), V::load_aligned(this->wx + j * L), V::load_aligned(this->bx + j * L));
    this->recur(sum);
    for (int j = 0; j < own; ++j) {
      const V in = sigmoid(sum[j]), forget = sigmoid(sum[own + j]), fresh = tanh(sum[2 * own + j]),
              open = sigmoid(sum[3 * own + j]);
      const V state = xsimd::fma(forget, V::load_aligned(c + j * L), in * fresh);
      const V next = open * tanh(state);
      state.store_aligned(c + j * L);
      next.store_aligned(this->h + j * L);
      y = xsimd::fma(next, V::load_aligned(this->out + j * L), y);
    }
    return xsimd::hadd(y) + this->out_bias;
  }
};

}  // namespace by_hand
