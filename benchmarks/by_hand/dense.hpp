// Dense layers for a batch, written by hand: every matrix is [samples][features], so that none of the caller's matrices
// is transposed; lanes are features. Rows are padded to whole vectors. A product uses register tiles; the update of a
// weight is applied to the tile that completes its gradient, which is never stored.
#pragma once

#include "simd.hpp"

namespace by_hand {

// Rows of a tile of accumulators, `wide` vectors each: as many as fit in registers, in equal tiles.
constexpr int tile_rows(int rows, int wide) {
  const int most = registers == 32 ? 24 / wide : 12 / wide;
  const int tiles = (rows + most - 1) / most;
  return (rows + tiles - 1) / tiles;
}
constexpr int tile_columns(int vectors) { return vectors % 2 == 0 ? 2 : 1; }

// sum[i][j] += sum_k left(k, i) right[k][j]
template <int R, int Wide, class T>
BY_HAND_INLINE void tile(int count, const T* left, int step_k, int step_row, const T* right, int step_right,
                         vec<T> (&sum)[R][Wide]) {
#pragma GCC unroll 2
  for (int k = 0; k < count; ++k) {
    vec<T> r[Wide];
    for (int j = 0; j < Wide; ++j) r[j] = load(right + k * step_right + j * lanes<T>);
    for (int i = 0; i < R; ++i) {
      const vec<T> l(left[k * step_k + i * step_row]);
      for (int j = 0; j < Wide; ++j) sum[i][j] = xsimd::fma(l, r[j], sum[i][j]);
    }
  }
}

struct nothing {
  BY_HAND_INLINE void operator()(int, int) const {}
};
// For each row of [0, M) and each vector of the columns [0, N): done(row, column, sum over k of left(k, row) right[k]).
// Block > 0: that many k at a time, so that a strip of `right` stays in the L1 cache; partial sums are kept in
// `waiting`, [M][N]. before(row, column) may prefetch data for done.
template <int M, int N, int K, int Block = 0, class T, class Done, class Before = nothing>
BY_HAND_INLINE void product(const T* left, int step_k, int step_row, const T* right, int step_right, T* waiting,
                            Done done, Before before = {}) {
  constexpr int wide = tile_columns(N / lanes<T>), rows = tile_rows(M, wide), rest = M % rows;
  constexpr int block = Block ? Block : K;
  for (int first = 0; first < K; first += block)
    for (int column = 0; column < N; column += wide * lanes<T>) {
      const auto part = [&]<int R>(int row, vec<T>(&sum)[R][wide]) __attribute__((always_inline)) {
        const int count = Block ? std::min(block, K - first) : K;
        for (int i = 0; i < R; ++i)
          for (int j = 0; j < wide; ++j) before(row + i, column + j * lanes<T>);
        for (int i = 0; i < R; ++i)
          for (int j = 0; j < wide; ++j)
            sum[i][j] = first == 0 ? vec<T>(T(0)) : load(waiting + (row + i) * N + column + j * lanes<T>);
        tile<R, wide>(count, left + first * step_k + row * step_row, step_k, step_row,
                      right + first * step_right + column, step_right, sum);
        for (int i = 0; i < R; ++i)
          for (int j = 0; j < wide; ++j) {
            if (first + block >= K) done(row + i, column + j * lanes<T>, sum[i][j]);
            else store(waiting + (row + i) * N + column + j * lanes<T>, sum[i][j]);
          }
      };
      for (int row = 0; row + rows <= M; row += rows) {
        vec<T> sum[rows][wide];
        part(row, sum);
      }
      if constexpr (rest > 0) {
        vec<T> sum[rest][wide];
        part(M - rest, sum);
      }
    }
}

// Updates.

// A rule updates a vector of values, with `states` vectors of state.

struct sgd {
  static constexpr int states = 0;
  float rate;
  void advance() {}
  BY_HAND_INLINE vec<float> operator()(vec<float> w, vec<float> g, float*, int) const {
    return xsimd::fnma(vec<float>(rate), g, w);
  }
};
struct momentum {  // v <- mu v + g, w <- w - rate v
  static constexpr int states = 1;
  float rate;
  void advance() {}
  BY_HAND_INLINE vec<float> operator()(vec<float> w, vec<float> g, float* state, int) const {
    const vec<float> v = xsimd::fma(vec<float>(0.9f), load(state), g);
    store(state, v);
    return xsimd::fnma(vec<float>(rate), v, w);
  }
};
struct adam {
  static constexpr int states = 2;
  float rate;
  double t = 0;
  float size = 0, scale = 0;
  void advance() {
    t += 1;
    size = static_cast<float>(rate / (1 - std::pow(0.9, t)));
    scale = static_cast<float>(1 / (1 - std::pow(0.999, t)));
  }
  BY_HAND_INLINE vec<float> operator()(vec<float> w, vec<float> g, float* state, int apart) const {
    using V = vec<float>;
    const V m = xsimd::fma(V(0.9f), load(state), V(0.1f) * g);
    const V v = xsimd::fma(V(0.999f), load(state + apart), V(0.001f) * (g * g));
    store(state, m);
    store(state + apart, v);
    return w - V(size) * m / (xsimd::sqrt(v * V(scale)) + V(1e-8f));
  }
};

// Layers.

template <class Rule, int N>
struct tuned {
  alignas(64) float value[N]{}, state[Rule::states ? Rule::states * N : 1]{};
  BY_HAND_INLINE void update(const Rule& rule, int i, vec<float> g) {
    store(value + i, rule(load(value + i), g, state + (Rule::states ? i : 0), N));
  }
  // Prefetches data that does not fit in the inner caches while the tile is computed.
  BY_HAND_INLINE void fetch(int i) const {
    if constexpr (N >= 1 << 16) {
      __builtin_prefetch(value + i, 1);
      for (int k = 0; k < Rule::states; ++k) __builtin_prefetch(state + k * N + i, 1);
    }
  }
};

template <int In, int Out, class Rule>
struct layer {
  static constexpr int stride = padded<float>(Out);
  tuned<Rule, In * stride> weight;
  tuned<Rule, stride> bias;

  // Reads weight [In][Out] and bias, and returns the pointer after them.
  const float* set(const float* p) {
    for (int i = 0; i <= In; ++i)
      for (int o = 0; o < Out; ++o) (i < In ? weight.value[i * stride + o] : bias.value[o]) = *p++;
    return p;
  }
  template <class List>
  void append(List& list) const {
    for (int i = 0; i <= In; ++i)
      for (int o = 0; o < Out; ++o) list.push_back(i < In ? weight.value[i * stride + o] : bias.value[o]);
  }
};

// y = f(x W + b), where rows of x have `step` numbers.
template <int Batch, int Block = 0, int In, int Out, class Rule, class F>
[[gnu::noinline]] void forward(const layer<In, Out, Rule>& l, const float* x, int step, float* y, F f) {
  constexpr int n = layer<In, Out, Rule>::stride;
  product<Batch, n, In, Block>(x, 1, step, l.weight.value, n, y, [&](int row, int column, vec<float> sum) {
    store(y + row * n + column, f(sum + load(l.bias.value + column)));
  });
}

// dx = dy Wᵀ where x > 0, else 0: the ReLU before this layer.
template <int Batch, int In, int Out, class Rule>
[[gnu::noinline]] void backward(const layer<In, Out, Rule>& l, const float* dy, const float* x, float* dx) {
  constexpr int n = padded<float>(In);
  alignas(64) static float turned[Out * n];  // elements beyond In remain 0
  transpose(l.weight.value, l.stride, turned, n, In, Out);
  product<Batch, n, Out>(dy, 1, l.stride, turned, n, dx, [&](int row, int column, vec<float> sum) {
    const vec<float> below = load(x + row * n + column);
    store(dx + row * n + column, xsimd::select(below > vec<float>(0.f), sum, vec<float>(0.f)));
  });
}

// Applies the rule with the gradients xᵀ dy and the sum of dy.
template <int Batch, int In, int Out, class Rule>
[[gnu::noinline]] void update(layer<In, Out, Rule>& l, const Rule& rule, const float* x, int step, const float* dy) {
  constexpr int n = layer<In, Out, Rule>::stride;
  product<In, n, Batch>(
      x, step, 1, dy, n, static_cast<float*>(nullptr),
      [&](int row, int column, vec<float> g) { l.weight.update(rule, row * n + column, g); },
      [&](int row, int column) { l.weight.fetch(row * n + column); });
  for (int column = 0; column < n; column += lanes<float>) {
    vec<float> g(0.f);
    for (int b = 0; b < Batch; ++b) g = g + load(dy + b * n + column);
    l.bias.update(rule, column, g);
  }
}

// Mean of -log softmax(z)[label]; dz becomes its derivative. Lanes are samples here, so that there are no sums across
// lanes.
template <int Batch, int Classes, int Step>
[[gnu::noinline]] float cross_entropy(const float* z, const int* labels, float* dz) {
  using V = vec<float>;
  constexpr int L = lanes<float>;
  static_assert(Batch % L == 0);
  alignas(64) static float turned[Step * Batch];
  transpose(z, Step, turned, Batch, Batch, Step);
  float right = 0;
  for (int b = 0; b < Batch; ++b) right += turned[labels[b] * Batch + b];
  V total(0.f);
  for (int b = 0; b < Batch; b += L) {
    V top = load(turned + b), e[Classes], sum(0.f);
    for (int o = 1; o < Classes; ++o) top = xsimd::max(top, load(turned + o * Batch + b));
    for (int o = 0; o < Classes; ++o) sum += e[o] = xsimd::exp(load(turned + o * Batch + b) - top);
    const V each = V(1.f / Batch) / sum;
    for (int o = 0; o < Classes; ++o) store(turned + o * Batch + b, e[o] * each);
    total += xsimd::log(sum) + top;
  }
  for (int b = 0; b < Batch; ++b) turned[labels[b] * Batch + b] -= 1.f / Batch;
  transpose(turned, Batch, dz, Step, Step, Batch);
  for (int b = 0; b < Batch; ++b)
    for (int o = Classes; o < Step; ++o) dz[b * Step + o] = 0;
  return (xsimd::hadd(total) - right) / Batch;
}

BY_HAND_INLINE vec<float> relu(vec<float> v) { return xsimd::max(v, vec<float>(0.f)); }
BY_HAND_INLINE vec<float> same(vec<float> v) { return v; }

}  // namespace by_hand
