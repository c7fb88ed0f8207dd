// W3: a training step of 784-128-64-10, ReLU, softmax cross-entropy, batch 64, SGD with momentum 0.9.
#pragma once

#include "../harness/numbers.hpp"

namespace w3 {
inline constexpr int batch = 64;
inline const std::vector<int> sizes{784, 128, 64, 10};
inline std::vector<float> images() { return bench::numbers(batch * 784, 11); }
inline std::vector<int> labels() { return bench::labels(batch, 10, 12); }
inline std::vector<float> parameters() { return bench::dense_parameters(sizes, 13); }
}  // namespace w3
