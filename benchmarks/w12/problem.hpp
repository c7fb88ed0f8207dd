// W12: a training step of a block of a transformer of width 64, normalised before its layers: 4 heads of attention over
// 32 tokens, feed-forward 64-256-64 with ReLU, mean squared error, batch 16, AdamW.
#pragma once

#include "../harness/numbers.hpp"

namespace w12 {
inline constexpr int batch = 16, tokens = 32, width = 64, heads = 4, each = width / heads, hidden = 256;
inline constexpr double decay = 0.01, epsilon = 1e-5;  // of AdamW's weights, of the variance
inline std::vector<float> inputs() { return bench::numbers(batch * tokens * width, 121); }
inline std::vector<float> targets() { return bench::numbers(batch * tokens * width, 122); }
// Scale and shift; weight [in][3 width] and bias of queries, keys and values; weight and bias of the result; scale and
// shift; weights and biases of the feed-forward layers.
inline const std::vector<int> counts{width, width, width * 3 * width, 3 * width, width* width,  width,
                                     width, width, width* hidden,     hidden,    hidden* width, width};
inline std::vector<float> parameters() {
  std::vector<float> all;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const bool matrix = counts[i] > hidden, scale = i == 0 || i == 6;
    std::vector<float> some = bench::numbers(counts[i], 123 + static_cast<unsigned>(i), matrix ? 0.125 : 0.25);
    for (float& v : some) v += scale ? 1.f : 0.f;
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}
}  // namespace w12
