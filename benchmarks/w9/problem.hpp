// W9: a network u(x) of 1-16-16-1, tanh, that should solve u'' = -sin x: the gradient, by its parameters, of the mean of
// (u''(x) + sin x)² over 32 points.
#pragma once

#include "../harness/numbers.hpp"

namespace w9 {
inline constexpr int points = 32;
inline const std::vector<int> sizes{1, 16, 16, 1};
inline std::vector<float> x() { return bench::numbers(points, 91, 3); }
// Without the last bias: u'' knows nothing of it.
inline std::vector<float> parameters() {
  std::vector<float> all = bench::dense_parameters(sizes, 92);
  all.pop_back();
  return all;
}
}  // namespace w9
