#include <Eigen/Core>

#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::evaluation<subject> {
  Eigen::Array<double, w7b::n, 1> x, g;
  explicit subject(double) {
    const std::vector<double> at = w7b::point();
    for (int i = 0; i < w7b::n; ++i) x[i] = at[i];
  }
  void step() {
    g = (x - x.maxCoeff()).exp();
    g *= 1 / g.sum();
  }
  void results(bench::values& v) const { v.insert(v.end(), g.data(), g.data() + w7b::n); }
};
const bench::enrol<subject> here{"W7b", "Eigen", "double"};
}  // namespace
