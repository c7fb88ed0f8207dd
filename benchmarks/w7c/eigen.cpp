#include "../peers/eigen.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::evaluation<subject> {
  using column = Eigen::Matrix<double, 16, 1>;
  using matrix = Eigen::Matrix<double, 16, 16>;
  std::vector<double> p = w7c::parameters(), g = std::vector<double>(p.size());
  explicit subject(double) {}

  // Eigen does not vectorise tanh for double.
  static column tanh(const column& z) { return 1 - 2 / ((2 * z.array()).exp() + 1); }

  void step() {
    using map = Eigen::Map<const column>;
    const map a0(p.data()), a1(p.data() + 16), b1(p.data() + 32), b2(p.data() + 304), out(p.data() + 320);
    const Eigen::Map<const matrix> w(p.data() + 48);  // [out][in], column-major
    const column h1 = tanh(a0 * w7c::x0 + a1 * w7c::x1 + b1), h2 = tanh(w.lazyProduct(h1) + b2);
    const double d = 2 * (out.dot(h2) + p[336] - w7c::y);
    const column dz2 = d * out.array() * (1 - h2.array().square());
    const column dz1 = w.transpose().lazyProduct(dz2).array() * (1 - h1.array().square());
    Eigen::Map<column>(g.data()) = dz1 * w7c::x0;
    Eigen::Map<column>(g.data() + 16) = dz1 * w7c::x1;
    Eigen::Map<column>(g.data() + 32) = dz1;
    Eigen::Map<matrix>(g.data() + 48).noalias() = dz2.lazyProduct(h1.transpose());
    Eigen::Map<column>(g.data() + 304) = dz2;
    Eigen::Map<column>(g.data() + 320) = d * h2;
    g[336] = d;
  }
  void results(bench::values& v) const { v.insert(v.end(), g.begin(), g.end()); }
};
const bench::enrol<subject> here{"W7c", "Eigen", "double"};
}  // namespace
