// W7b: the gradient of log(sum(exp(x))) of 100 numbers, in double, safe for any x: the greatest is subtracted first.
#pragma once

#include "../harness/numbers.hpp"

namespace w7b {
inline constexpr int n = 100;
inline std::vector<double> point() { return bench::convert<double>(bench::numbers(n, 73, 3)); }
}  // namespace w7b
