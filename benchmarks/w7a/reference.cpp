#include "../harness/workload.hpp"
#include "problem.hpp"

namespace {
bench::values right() {
  const std::vector<double> x = w7a::point();
  bench::values g(x.size());
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    g[i] += -400 * x[i] * (x[i + 1] - x[i] * x[i]) - 2 * (1 - x[i]);
    g[i + 1] += 200 * (x[i + 1] - x[i] * x[i]);
  }
  return g;
}
const bench::define here{"W7a", 10.0 * (w7a::n - 1), 0, {1e-3, 1e-5}, {1e-11, 1e-12}, right};
}  // namespace
