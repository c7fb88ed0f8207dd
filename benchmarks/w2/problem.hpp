// W2: a training step of 64-64-32-10, ReLU, softmax cross-entropy, batch 32, Adam.
#pragma once

#include "../harness/numbers.hpp"

namespace w2 {
inline constexpr int batch = 32;
inline const std::vector<int> sizes{64, 64, 32, 10};
inline std::vector<float> images() { return bench::numbers(batch * 64, 1); }
inline std::vector<int> labels() { return bench::labels(batch, 10, 2); }
inline std::vector<float> parameters() { return bench::dense_parameters(sizes, 3); }
}  // namespace w2
