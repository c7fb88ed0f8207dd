// Handwritten inference of one sample, In-A-B-Out with ReLU: lanes are features, weights [in][out] with rows of whole
// vectors.
#pragma once

#include "../harness/numbers.hpp"
#include "simd.hpp"

namespace by_hand {

template <int In, int Out>
struct weights {
  static constexpr int stride = padded<float>(Out);
  alignas(64) float w[In * stride]{}, b[stride]{};

  const float* set(const float* p) {
    for (int i = 0; i <= In; ++i)
      for (int o = 0; o < Out; ++o) (i < In ? w[i * stride + o] : b[o]) = *p++;
    return p;
  }
};

// y = f(x W + b). Enough independent sums to hide the latency of an addition: `across` vectors of outputs, for each of
// them `deep` sums of every deep-th input. Wider rows are processed in parts that fit in registers.
template <int In, int Out, class F>
[[gnu::noinline]] void row_times_matrix(const weights<In, Out>& l, const float* x, float* y, F f) {
  using V = vec<float>;
  constexpr int W = lanes<float>, n = weights<In, Out>::stride, vectors = n / W;
  constexpr int most = registers == 32 ? 16 : 8, across = vectors < most ? vectors : most;
  constexpr int deep = across >= 8 ? 1 : 8 / across;
  static_assert(vectors % across == 0 && In % deep == 0);
  for (int column = 0; column < n; column += across * W) {
    V sum[deep][across];
    for (int j = 0; j < across; ++j) {
      sum[0][j] = load(l.b + column + j * W);
      for (int d = 1; d < deep; ++d) sum[d][j] = V(0.f);
    }
#pragma GCC unroll 2
    for (int k = 0; k < In; k += deep)
      for (int d = 0; d < deep; ++d) {
        const V left(x[k + d]);
        for (int j = 0; j < across; ++j)
          sum[d][j] = xsimd::fma(left, V::load_aligned(l.w + (k + d) * n + column + j * W), sum[d][j]);
      }
    for (int j = 0; j < across; ++j) {
      V total = sum[0][j];
      for (int d = 1; d < deep; ++d) total += sum[d][j];
      f(total).store_aligned(y + column + j * W);
    }
  }
}

template <int In, int A, int B, int Out>
struct inference {
  weights<In, A> first;
  weights<A, B> second;
  weights<B, Out> out;
  alignas(64) float h1[padded<float>(A)], h2[padded<float>(B)], z[padded<float>(Out)];

  explicit inference(const std::vector<float>& p) { out.set(second.set(first.set(p.data()))); }
  void run(const float* x) {
    const auto relu = [](vec<float> v) { return xsimd::max(v, vec<float>(0.f)); };
    row_times_matrix(first, x, h1, relu);
    row_times_matrix(second, h1, h2, relu);
    row_times_matrix(out, h2, z, [](vec<float> v) { return v; });
  }
};

}  // namespace by_hand
