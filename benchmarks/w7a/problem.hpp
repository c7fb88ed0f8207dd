// W7a: the gradient of Rosenbrock's function of 20 numbers, in double:
// f(x) = sum 100 (x[i + 1] - x[i]²)² + (1 - x[i])²
#pragma once

#include "../harness/numbers.hpp"

namespace w7a {
inline constexpr int n = 20;
inline std::vector<double> point() { return bench::convert<double>(bench::numbers(n, 71, 1.5)); }

// For the tapes, with any number type.
template <class T>
T rosenbrock(const T* x) {
  T f = 0;
  for (int i = 0; i + 1 < n; ++i) {
    const T a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
    f += 100 * a * a + b * b;
  }
  return f;
}
}  // namespace w7a
