#include "../harness/fit.hpp"
#include "../harness/workload.hpp"
#include "problem.hpp"

namespace {
bench::values right() {
  using w11a::problem;
  return bench::minimum(problem::x(), problem::y(), {problem::truth, problem::truth + 4},
                        [](long double x, const std::vector<long double>& p, long double* row) {
                          const long double e = std::exp(-p[1] * x);
                          row[0] = e, row[1] = -p[0] * x * e, row[2] = 1, row[3] = x;
                          row[4] = p[0] * e + p[2] + p[3] * x;
                        });
}
// Nine evaluations: the formula, its derivatives, and the products of five columns.
const bench::define here{"W11a", 9.0 * w11a::problem::points*(12 + 2 * 15), 0, {1e-3, 1e-3}, {1e-10, 1e-6}, right};
}  // namespace
