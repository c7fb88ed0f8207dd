// W5a: inference of one sample, 64-64-32-10, ReLU.
#pragma once

#include "../harness/numbers.hpp"

namespace w5a {
inline const std::vector<int> sizes{64, 64, 32, 10};
inline std::vector<float> pixels() { return bench::numbers(64, 51); }
inline std::vector<float> parameters() { return bench::dense_parameters(sizes, 52); }
}  // namespace w5a
