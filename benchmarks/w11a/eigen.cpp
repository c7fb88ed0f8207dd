#include "../peers/eigen_fit.hpp"
#include "problem.hpp"

namespace {
struct model {
  Eigen::Array<double, 20, 1> e;
  template <class W, class X>
  auto residuals(const W& w, const X& x, const X& y) {
    e = (-w[1] * x).exp();
    return (w[0] * e + w[2] + w[3] * x - y).eval();
  }
  template <class W, class X, class J>
  void derivatives(const W& w, const X& x, J& j) const {
    j.col(0) = e;
    j.col(1) = -w[0] * x * e;
    j.col(2).setOnes();
    j.col(3) = x;
  }
};
const bench::enrol<peers::eigen_fit<w11a::problem, model>> here{"W11a", "Eigen", "double"};
}  // namespace
