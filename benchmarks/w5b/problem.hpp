// W5b: inference of one sample, 784-128-64-10, ReLU.
#pragma once

#include "../harness/numbers.hpp"

namespace w5b {
inline const std::vector<int> sizes{784, 128, 64, 10};
inline std::vector<float> pixels() { return bench::numbers(784, 55); }
inline std::vector<float> parameters() { return bench::dense_parameters(sizes, 56); }
}  // namespace w5b
