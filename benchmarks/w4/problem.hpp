// W4: a training step of LeNet: 1x28x28, 5x5 convolution to 6 channels, ReLU, 2x2 max pooling, 5x5 convolution to 16
// channels, ReLU, 2x2 max pooling, dense 256-120-84-10 with ReLU, softmax cross-entropy, batch 32, SGD.
#pragma once

#include "../harness/numbers.hpp"

namespace w4 {
inline constexpr int batch = 32;
inline std::vector<float> images() { return bench::numbers(batch * 784, 41); }
inline std::vector<int> labels() { return bench::labels(batch, 10, 42); }
// For a convolution the kernel, [out][in][y][x], and the bias; for a dense layer the weight, [in][out], and the bias.
inline const std::vector<int> counts{6 * 25, 6, 16 * 150, 16, 256 * 120, 120, 120 * 84, 84, 84 * 10, 10};
inline std::vector<float> parameters() {
  std::vector<float> all;
  const int inputs[] = {25, 25, 150, 150, 256, 256, 120, 120, 84, 84};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::vector<float> some =
        bench::numbers(counts[i], 43 + static_cast<unsigned>(i), 1.5 / std::sqrt(inputs[i]));
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}
}  // namespace w4
