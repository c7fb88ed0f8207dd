// A live WaveNet. Blocks: lanes are frames, tiles of channels and frames in registers, and every history is a ring that
// is written twice, so that a window never wraps. Single frames: lanes are channels, and a history has a row for each
// frame.
#pragma once

#include <algorithm>
#include <memory>
#include <utility>

#include "../harness/live.hpp"
#include "lanes.hpp"

namespace by_hand {

// A convolution's weight and bias, as in the parameters of the workload.
struct reader {
  const float* p;
  template <std::size_t N>
  void operator()(float (&to)[N]) {
    std::copy(p, p + N, to);
    p += N;
  }
};

template <const bench::wavenet& W, int S, int Layer>
struct wavenet_weights {
  static constexpr int C = W.stacks[S].channels;
  alignas(64) float conv[C * W.taps * C], bias[C], mix[C], out[C * C], out_bias[C];
  void set(reader& read) {
    read(conv), read(bias), read(mix);
    if constexpr (W.has_out(S, Layer)) read(out), read(out_bias);
  }
};

#if defined(__AVX512F__)
inline constexpr int native = 16, tile_vectors = 2, tile_channels = 8;
#elif defined(__AVX2__)
inline constexpr int native = 8, tile_vectors = 2, tile_channels = 4;
#else
inline constexpr int native = 4, tile_vectors = 2, tile_channels = 4;
#endif

// to[o][f] = begin(o)[f] + sum over i and taps of w[i][tap][o] from(i, tap)[f]: [channel][frame], in tiles.
template <int N, int In, int Taps, int Out, class From, class Begin, class To>
[[gnu::always_inline]] inline void mixed(const float* w, From from, Begin begin, To to) {
  constexpr int R = Out < tile_channels ? Out : tile_channels, V = tile_vectors;
  using vec = wide<native>;
  static_assert(Out % R == 0 && N % (V * native) == 0);
  for (int f = 0; f < N; f += V * native)
    for (int o = 0; o < Out; o += R) {
      vec sum[R][V];
#pragma GCC unroll 16
      for (int r = 0; r < R; ++r)
#pragma GCC unroll 16
        for (int v = 0; v < V; ++v) sum[r][v] = begin(o + r, f + v * native);
      for (int i = 0; i < In; ++i)
#pragma GCC unroll 16
        for (int tap = 0; tap < Taps; ++tap) {
          const float* x = from(i, tap) + f;
          vec right[V];
#pragma GCC unroll 16
          for (int v = 0; v < V; ++v) right[v] = get<native>(x + v * native);
#pragma GCC unroll 16
          for (int r = 0; r < R; ++r) {
            const float left = w[(i * Taps + tap) * Out + o + r];
#pragma GCC unroll 16
            for (int v = 0; v < V; ++v) sum[r][v] += left * right[v];
          }
        }
#pragma GCC unroll 16
      for (int r = 0; r < R; ++r)
#pragma GCC unroll 16
        for (int v = 0; v < V; ++v) to(o + r, f + v * native, sum[r][v]);
    }
}

template <const bench::wavenet& W, int N, int S, int Layer>
struct block_layer : wavenet_weights<W, S, Layer> {
  using base = wavenet_weights<W, S, Layer>;
  static constexpr int C = base::C, past = (W.taps - 1) * W.stacks[S].dilations[Layer];
  static constexpr int size = (past + N + N - 1) / N * N;
  alignas(64) float ring[C][2 * size]{};
  int at = 0;  // of the block

  [[gnu::always_inline]] void enter(int channel, int f, wide<native> v) {
    put<native>(ring[channel] + at + f, v);
    put<native>(ring[channel] + at + size + f, v);
  }
  // next(channel, frame, value) takes what is handed on.
  template <class Next>
  void run(const float* condition, float (*sum)[N], Next next) {
    alignas(64) float a[C][N];
    const int end = at + (at < past ? size : 0);  // the copy that has a whole window before it
    mixed<N, C, W.taps, C>(
        base::conv, [&](int i, int tap) { return ring[i] + end - (W.taps - 1 - tap) * W.stacks[S].dilations[Layer]; },
        [&](int o, int f) { return base::bias[o] + base::mix[o] * get<native>(condition + f); },
        [&](int o, int f, wide<native> z) {
          const wide<native> y = tanh_of(z);
          put<native>(a[o] + f, y);
          put<native>(sum[o] + f, y + get<native>(sum[o] + f));
        });
    if constexpr (W.has_out(S, Layer))
      mixed<N, C, 1, C>(
          base::out, [&](int i, int) { return a[i]; },
          [&](int o, int f) { return base::out_bias[o] + get<native>(ring[o] + end + f); }, next);
    at = (at + N) % size;
  }
};

template <const bench::wavenet& W, int S>
struct ends {
  static constexpr int C = W.stacks[S].channels, H = W.stacks[S].head;
  alignas(64) float in[W.in(S)*C], head[C * H], head_bias[H]{};
};

template <const bench::wavenet& W, int N, int S, class I = std::make_integer_sequence<int, W.stacks[S].layers>>
struct block_stack;
template <const bench::wavenet& W, int N, int S, int... I>
struct block_stack<W, N, S, std::integer_sequence<int, I...>> : ends<W, S>, block_layer<W, N, S, I>... {
  static constexpr int C = W.stacks[S].channels, H = W.stacks[S].head, count = sizeof...(I);

  void set(reader& read) {
    read(this->in);
    (block_layer<W, N, S, I>::set(read), ...);
    read(this->head);
    if (W.stacks[S].bias) read(this->head_bias);
  }
  template <int K>
  [[gnu::always_inline]] void layer(const float* condition, float (*sum)[N], float (*last)[N]) {
    block_layer<W, N, S, K>& now = *this;
    now.run(condition, sum, [&](int o, int f, wide<native> v) {
      if constexpr (K + 1 < count) block_layer<W, N, S, K + 1>::enter(o, f, v);
      else put<native>(last[o] + f, v);
    });
  }
  // sum: of the channels; it becomes that of the head. last: what the stack leaves.
  [[gnu::noinline]] void run(const float* condition, const float (*x)[N], float (*sum)[N], float (*head)[N],
                             float (*last)[N]) {
    mixed<N, W.in(S), 1, C>(
        this->in, [&](int i, int) { return x[i]; }, [](int, int) { return wide<native>{}; },
        [&](int o, int f, wide<native> v) { block_layer<W, N, S, 0>::enter(o, f, v); });
    (layer<I>(condition, sum, last), ...);
    mixed<N, C, 1, H>(
        this->head, [&](int i, int) { return sum[i]; }, [&](int o, int) { return wide<native>{} + this->head_bias[o]; },
        [&](int o, int f, wide<native> v) { put<native>(head[o] + f, v); });
  }
};

template <const bench::wavenet& W, int N>
struct wavenet_blocks {
  static constexpr int first = W.stacks[0].channels, second = W.stacks[1].channels;
  static_assert(W.stacks[0].head == second && W.stacks[1].head == 1);
  float scale[1];
  block_stack<W, N, 0> stack1;
  block_stack<W, N, 1> stack2;

  explicit wavenet_blocks(const float* p) {
    reader read{p};
    read(scale), stack1.set(read), stack2.set(read);
  }
  void step(const float* from, float* to) {
    alignas(64) float sum1[first][N]{}, sum2[second][N], x[1][N], passed[first][N], y[1][N];
    std::copy(from, from + N, x[0]);
    stack1.run(x[0], x, sum1, sum2, passed);
    stack2.run(x[0], passed, sum2, y, nullptr);
    for (int f = 0; f < N; ++f) to[f] = scale[0] * y[0][f];
  }
};

// start + sum over i of x[i] w[i], for the channels of a frame, in as many sums as hide the latency of one.
template <int In, int Out>
[[gnu::always_inline]] inline wide<Out> frame_product(const float* w, int step, const float* x, wide<Out> start) {
  constexpr int deep = In < 4 ? In : 4;
  wide<Out> sum[deep]{start};
#pragma GCC unroll 64
  for (int i = 0; i < In; ++i) sum[i % deep] += x[i] * get<Out>(w + i * step);
  for (int d = 1; d < deep; ++d) sum[0] += sum[d];
  return sum[0];
}

template <const bench::wavenet& W, int S, int Layer>
struct frame_layer : wavenet_weights<W, S, Layer> {
  using base = wavenet_weights<W, S, Layer>;
  static constexpr int C = base::C, d = W.stacks[S].dilations[Layer], past = (W.taps - 1) * d, size = past + 1;
  alignas(64) float ring[size][C]{};
  int at = 0;

  [[gnu::always_inline]] wide<C> run(float condition, wide<C> x, wide<C>& sum) {
    put<C>(ring[at], x);
    wide<C> z = get<C>(base::bias) + condition * get<C>(base::mix);
#pragma GCC unroll 4
    for (int tap = 0; tap < W.taps; ++tap) {
      int row = at - (W.taps - 1 - tap) * d;
      if (row < 0) row += size;
      z = frame_product<C, C>(base::conv + tap * C, W.taps * C, ring[row], z);
    }
    at = at + 1 == size ? 0 : at + 1;
    alignas(64) float a[C];
    put<C>(a, tanh_of(z));
    sum += get<C>(a);
    if constexpr (W.has_out(S, Layer)) return frame_product<C, C>(base::out, C, a, x + get<C>(base::out_bias));
    else return x;
  }
};

template <const bench::wavenet& W, int S, class I = std::make_integer_sequence<int, W.stacks[S].layers>>
struct frame_stack;
template <const bench::wavenet& W, int S, int... I>
struct frame_stack<W, S, std::integer_sequence<int, I...>> : ends<W, S>, frame_layer<W, S, I>... {
  static constexpr int C = W.stacks[S].channels;
  void set(reader& read) {
    read(this->in);
    (frame_layer<W, S, I>::set(read), ...);
    read(this->head);
    if (W.stacks[S].bias) read(this->head_bias);
  }
  [[gnu::always_inline]] wide<C> run(float condition, const float* x, wide<C>& sum) {
    wide<C> now = frame_product<W.in(S), C>(this->in, C, x, wide<C>{});
    ((now = frame_layer<W, S, I>::run(condition, now, sum)), ...);
    return now;
  }
};

template <const bench::wavenet& W>
struct wavenet_blocks<W, 1> {
  static constexpr int first = W.stacks[0].channels, second = W.stacks[1].channels;
  float scale[1];
  frame_stack<W, 0> stack1;
  frame_stack<W, 1> stack2;

  explicit wavenet_blocks(const float* p) {
    reader read{p};
    read(scale), stack1.set(read), stack2.set(read);
  }
  [[gnu::noinline]] void step(const float* from, float* to) {
    alignas(64) float passed[first], sums[first];
    wide<first> sum1{};
    put<first>(passed, stack1.run(*from, from, sum1));
    put<first>(sums, sum1);
    wide<second> sum2 = frame_product<first, second>(stack1.head, second, sums, get<second>(stack1.head_bias));
    stack2.run(*from, passed, sum2);
    float y = stack2.head_bias[0];
    for (int c = 0; c < second; ++c) y += sum2[c] * stack2.head[c];
    *to = scale[0] * y;
  }
};

}  // namespace by_hand
