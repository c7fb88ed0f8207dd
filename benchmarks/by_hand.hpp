// The training step 64-64-32-10 (ReLU, softmax cross-entropy, Adam, batch 32) as one would write it by hand for just
// this network, for any vector width: the yardstick for the step that tapeless generates.
//
// Activations are [features][batch], weights [in][out] with rows filled up to whole vectors. Adam is applied to the
// tile of the weight gradient while it is still in registers.
#pragma once

#include <cmath>

#include <tapeless/simd/denormals.hpp>
#include <tapeless/simd/math.hpp>

namespace by_hand {

namespace simd = tapeless::simd;
using V = simd::vec<float>;
inline constexpr int W = simd::lanes<V>;
inline constexpr int batch = 32;
static_assert(batch % W == 0);

constexpr int padded(int n) { return (n + W - 1) / W * W; }
// Rows of a tile of accumulators, `wide` vectors each: what fits in registers, in equal tiles.
constexpr int tile_rows(int rows, int wide) {
  const int most = simd::vector_registers == 32 ? 12 : wide == 2 ? 6 : 12;
  const int tiles = (rows + most - 1) / most;
  return (rows + tiles - 1) / tiles;
}
// Columns, in vectors, of a tile of a matrix of so many vectors.
constexpr int tile_columns(int vectors) { return vectors % 2 == 0 ? 2 : 1; }

struct adam_rates {
  float step, scale;  // eta / (1 - beta1^t), 1 / (1 - beta2^t)
};

// Values with Adam's moments.
template <int N>
struct tuned {
  alignas(64) float value[N]{}, m[N]{}, v[N]{};

  TAPELESS_INLINE void update(int i, V g, adam_rates r) {
    const V m1 = simd::fma(V(0.9f), simd::load<V>(m + i), V(0.1f) * g);
    const V v1 = simd::fma(V(0.999f), simd::load<V>(v + i), V(0.001f) * (g * g));
    simd::store(m + i, m1);
    simd::store(v + i, v1);
    const V change = V(r.step) * m1 / (simd::sqrt(v1 * V(r.scale)) + V(1e-8f));
    simd::store(value + i, simd::load<V>(value + i) - change);
  }
};

template <int In, int Out>
struct layer {
  static constexpr int stride = padded(Out);
  tuned<In * stride> weight;
  tuned<stride> bias;
};

// Rows [0, R) of sum_k w(k, row) x[k], `wide` vectors of it.
template <int R, int Wide, int K>
TAPELESS_INLINE void tile(const float* w, int step_k, int step_row, const float* x, int step_x, V (&sum)[R][Wide]) {
  for (auto& row : sum)
    for (V& s : row) s = V(0.f);
#pragma GCC unroll 2
  for (int k = 0; k < K; ++k) {
    V right[Wide];
    for (int j = 0; j < Wide; ++j) right[j] = simd::load<V>(x + k * step_x + j * W);
    for (int i = 0; i < R; ++i) {
      const V left(w[k * step_k + i * step_row]);
      for (int j = 0; j < Wide; ++j) sum[i][j] = simd::fma(left, right[j], sum[i][j]);
    }
  }
}

// For each row of [0, M) and each vector j of the columns: done(row, first column of the vector, sum).
template <int M, int N, int K, class Done>
TAPELESS_INLINE void product(const float* w, int step_k, int step_row, const float* x, Done done) {
  constexpr int wide = tile_columns(N / W), rows = tile_rows(M, wide), rest = M % rows;
  const auto part = [&]<int R>(int row, int column, V(&sum)[R][wide]) __attribute__((always_inline)) {
    tile<R, wide, K>(w + row * step_row, step_k, step_row, x + column, N, sum);
    for (int i = 0; i < R; ++i)
      for (int j = 0; j < wide; ++j) done(row + i, column + j * W, sum[i][j]);
  };
  for (int column = 0; column < N; column += wide * W) {
    for (int row = 0; row + rows <= M; row += rows) {
      V sum[rows][wide];
      part(row, column, sum);
    }
    if constexpr (rest > 0) {
      V sum[rest][wide];
      part(M - rest, column, sum);
    }
  }
}

// y = f(W^T x + b)
template <int In, int Out, class F>
[[gnu::noinline]] void forward(const layer<In, Out>& l, const float* x, float* y, F f) {
  product<Out, batch, In>(l.weight.value, l.stride, 1, x, [&](int row, int column, V sum) {
    simd::store(y + row * batch + column, f(sum + V(l.bias.value[row])));
  });
}

// dx = W dy where x > 0, else 0
template <int In, int Out>
[[gnu::noinline]] void backward(const layer<In, Out>& l, const float* dy, const float* x, float* dx) {
  product<In, batch, Out>(l.weight.value, 1, l.stride, dy, [&](int row, int column, V sum) {
    const V active = simd::load<V>(x + row * batch + column);
    simd::store(dx + row * batch + column, simd::select(simd::gt(active, V(0.f)), sum, V(0.f)));
  });
}

// Adam with the gradients x dy^T and the sum of dy.
template <int In, int Out>
[[gnu::noinline]] void update(layer<In, Out>& l, const float* x, const float* dy, adam_rates rates) {
  constexpr int stride = layer<In, Out>::stride;
  alignas(64) static float turned[batch * stride];  // [batch][out]; what lies beyond `out` remains 0
  simd::transpose(dy, batch, turned, stride, Out, batch);
  product<In, stride, batch>(x, 1, batch, turned,
                             [&](int row, int column, V g) { l.weight.update(row * stride + column, g, rates); });
  for (int column = 0; column < stride; column += W) {
    V g(0.f);
    for (int b = 0; b < batch; ++b) g = g + simd::load<V>(turned + b * stride + column);
    l.bias.update(column, g, rates);
  }
}

// Mean of -sum y log softmax(z); dz becomes its derivative.
[[gnu::noinline]] inline float cross_entropy(const float* z, const float* y, float* dz) {
  V total(0.f);
  for (int b = 0; b < batch; b += W) {
    V top = simd::load<V>(z + b);
    for (int o = 1; o < 10; ++o) top = simd::max(top, simd::load<V>(z + o * batch + b));
    V sum(0.f), dot(0.f), e[10];
    for (int o = 0; o < 10; ++o) {
      const V below = simd::load<V>(z + o * batch + b) - top;
      e[o] = simd::exp(below);
      sum = sum + e[o];
      dot = simd::fma(below, simd::load<V>(y + o * batch + b), dot);
    }
    const V inverse = V(1.f) / sum;
    for (int o = 0; o < 10; ++o)
      simd::store(dz + o * batch + b,
                  simd::fma(e[o], inverse, V(0.f) - simd::load<V>(y + o * batch + b)) * V(1.f / batch));
    total = total + simd::log(sum) - dot;
  }
  return simd::reduce_add(total) / batch;
}

struct network {
  layer<64, 64> first;
  layer<64, 32> second;
  layer<32, 10> out;
  float learning_rate = 1e-3f;
  double t = 0;
  alignas(64) float x[64 * batch], h1[64 * batch], h2[32 * batch], z[10 * batch], y[10 * batch];
  alignas(64) float dz[10 * batch], d2[32 * batch], d1[64 * batch];

  // One sample after the other: 32 images of 64 numbers, 32 targets of 10.
  float step(const float* images, const float* targets) {
    const simd::flush_denormals guard;
    simd::transpose(images, 64, x, batch, batch, 64);
    simd::transpose(targets, 10, y, batch, batch, 10);
    const auto relu = [](V v) { return simd::max(v, V(0.f)); };
    forward(first, x, h1, relu);
    forward(second, h1, h2, relu);
    forward(out, h2, z, [](V v) { return v; });
    const float loss = cross_entropy(z, y, dz);
    t += 1;
    const adam_rates rates{static_cast<float>(learning_rate / (1 - std::pow(0.9, t))),
                           static_cast<float>(1 / (1 - std::pow(0.999, t)))};
    backward(out, dz, h2, d2);
    update(out, h2, dz, rates);
    backward(second, d2, h1, d1);
    update(second, h1, d2, rates);
    update(first, x, d1, rates);
    return loss;
  }
};

}  // namespace by_hand
