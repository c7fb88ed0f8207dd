#include "../harness/workload.hpp"
#include "problem.hpp"

namespace {
bench::values right() {
  const std::vector<double> x = w8::point();
  const std::size_t n = x.size();
  bench::values h(n * n);
  for (std::size_t i = 0; i + 1 < n; ++i) {
    h[i * n + i] += 1200 * x[i] * x[i] - 400 * x[i + 1] + 2;
    h[(i + 1) * n + i + 1] += 200;
    h[i * n + i + 1] = h[(i + 1) * n + i] = -400 * x[i];
  }
  return h;
}
const bench::define here{"W8", 6.0 * (w8::n - 1), 0, {1e-3, 1e-5}, {1e-11, 1e-12}, right};
}  // namespace
