// Live layers of LSTMs: lanes are units, the gates are vectors, and states stay in registers during a block.
#pragma once

#include <algorithm>

#include "../harness/live.hpp"
#include "lanes.hpp"

namespace by_hand {

template <int In, int H>
struct lstm_layer {
  using vec = wide<H>;
  alignas(64) float wx[In * 4 * H], bx[4 * H], wh[H * 4 * H], bh[4 * H], h[H]{};
  vec c{};

  const float* set(const float* p) {
    for (auto [to, count] : {std::pair<float*, int>{wx, In * 4 * H}, {bx, 4 * H}, {wh, H * 4 * H}, {bh, 4 * H}}) {
      std::copy(p, p + count, to);
      p += count;
    }
    for (int i = 0; i < 4 * H; ++i) bx[i] += bh[i];  // they only occur as a sum
    return p;
  }
  void begin(const float* first_h, const float* first_c) {
    std::copy(first_h, first_h + H, h);
    c = get<H>(first_c);
  }
  [[gnu::always_inline]] void step(const float* x) {
    vec of_x[4], of_h[4]{};
#pragma GCC unroll 4
    for (int g = 0; g < 4; ++g) of_x[g] = get<H>(bx + g * H);
#pragma GCC unroll 16
    for (int k = 0; k < In; ++k)
#pragma GCC unroll 4
      for (int g = 0; g < 4; ++g) of_x[g] += x[k] * get<H>(wx + (4 * k + g) * H);
#pragma GCC unroll 16
    for (int k = 0; k < H; ++k)
#pragma GCC unroll 4
      for (int g = 0; g < 4; ++g) (k % 2 ? of_x : of_h)[g] += h[k] * get<H>(wh + (4 * k + g) * H);
    const vec in = sigmoid_of(of_x[0] + of_h[0]), forget = sigmoid_of(of_x[1] + of_h[1]),
              fresh = tanh_of(of_x[2] + of_h[2]), open = sigmoid_of(of_x[3] + of_h[3]);
    c = forget * c + in * fresh;
    put<H>(h, open * tanh_of(c));
  }
};

template <int H, int Layers>
struct lstm_stack {
  static_assert(Layers == 1 || Layers == 2);
  lstm_layer<1, H> first;
  lstm_layer<H, H> second;
  alignas(64) float out[H];
  float bias;

  explicit lstm_stack(const float* p) {
    p = first.set(p);
    if (Layers == 2) p = second.set(p);
    std::copy(p, p + H, out);
    bias = p[H];
    p += H + 1;
    first.begin(p, p + Layers * H);
    if (Layers == 2) second.begin(p + H, p + 3 * H);
  }
  template <int N>
  [[gnu::noinline]] void step(const float* from, float* to) {
    const float* h = Layers == 2 ? second.h : first.h;
    for (int t = 0; t < N; ++t) {
      first.step(from + t);
      if constexpr (Layers == 2) second.step(first.h);
      const wide<H> products = get<H>(h) * get<H>(out);
      float part[H], y = bias;
      put<H>(part, products);
      for (int width = H / 2; width > 0; width /= 2)
        for (int i = 0; i < width; ++i) part[i] += part[i + width];
      to[t] = y + part[0];
    }
  }
};

}  // namespace by_hand
