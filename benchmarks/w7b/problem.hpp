// W7b: the gradient of log(sum(exp(x))) of 100 numbers, in double, safe for any x: the maximum is subtracted first.
#pragma once

#include <algorithm>

#include "../harness/numbers.hpp"

namespace w7b {
inline constexpr int n = 100;
inline std::vector<double> point() { return bench::convert<double>(bench::numbers(n, 73, 3)); }

// For the tapes, with any number type; `most` is the maximum of x.
template <class T>
T logsumexp(const T* x, double most) {
  using std::exp, std::log;
  T sum = 0;
  for (int i = 0; i < n; ++i) sum += exp(x[i] - most);
  return log(sum) + most;
}
}  // namespace w7b
