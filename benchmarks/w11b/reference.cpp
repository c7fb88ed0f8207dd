#include "../harness/fit.hpp"
#include "../harness/workload.hpp"
#include "problem.hpp"

namespace {
bench::values right() {
  using w11b::problem;
  return bench::minimum(problem::x(), problem::y(), {problem::truth, problem::truth + 4},
                        [](long double x, const std::vector<long double>& p, long double* row) {
                          const long double z = (x - p[1]) / p[2], e = std::exp(-z * z / 2);
                          row[0] = e, row[1] = p[0] * e * z / p[2], row[2] = row[1] * z, row[3] = 1;
                          row[4] = p[0] * e + p[3];
                        });
}
// Nine evaluations: the formula, its derivatives, and the products of five columns.
const bench::define here{"W11b", 9.0 * w11b::problem::points*(12 + 2 * 15), 0, {1e-3, 1e-3}, {1e-10, 1e-6}, right};
}  // namespace
