#include "../peers/eigen_fit.hpp"
#include "problem.hpp"

namespace {
struct model {
  Eigen::Array<double, 20, 1> z, e;
  template <class W, class X>
  auto residuals(const W& w, const X& x, const X& y) {
    z = (x - w[1]) * (1 / w[2]);
    e = (-0.5 * z.square()).exp();
    return (w[0] * e + w[3] - y).eval();
  }
  template <class W, class X, class J>
  void derivatives(const W& w, const X&, J& j) const {
    j.col(0) = e;
    j.col(1) = (w[0] / w[2]) * (e * z).matrix();
    j.col(2) = j.col(1).cwiseProduct(z.matrix());
    j.col(3).setOnes();
  }
};
const bench::enrol<peers::eigen_fit<w11b::problem, model>> here{"W11b", "Eigen", "double"};
}  // namespace
