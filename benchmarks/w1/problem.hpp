// W1: a training step of 2-8-1, tanh, sigmoid, mean squared error, batch 4, SGD.
#pragma once

#include "../harness/numbers.hpp"

namespace w1 {
inline constexpr int batch = 4;
inline const std::vector<int> sizes{2, 8, 1};
inline std::vector<float> points() { return {0, 0, 0, 1, 1, 0, 1, 1}; }
inline std::vector<float> targets() { return {0, 1, 1, 0}; }
inline std::vector<float> parameters() { return bench::dense_parameters(sizes, 23); }
}  // namespace w1
