// W2 with sizes that are not multiples of a vector: 61-53-29-7, ReLU, softmax cross-entropy, batch 27, Adam.
#pragma once

#include "../harness/numbers.hpp"

namespace odd {
inline constexpr int batch = 27;
inline const std::vector<int> sizes{61, 53, 29, 7};
inline std::vector<float> images() { return bench::numbers(batch * 61, 1); }
inline std::vector<int> labels() { return bench::labels(batch, 7, 2); }
inline std::vector<float> parameters() { return bench::dense_parameters(sizes, 3); }
}  // namespace odd
