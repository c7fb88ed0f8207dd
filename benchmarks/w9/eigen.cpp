// The formulas of the handwritten version, on matrices of 16 neurons by 32 points.
#include "../peers/eigen.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
template <class T>
struct subject : bench::evaluation<subject<T>> {
  static constexpr int P = w9::points;
  using field = Eigen::Array<T, 16, P>;
  using matrix = Eigen::Matrix<T, 16, 16>;
  using column = Eigen::Array<T, 16, 1>;
  using row = Eigen::Array<T, 1, P>;
  std::vector<T> x = bench::convert<T>(w9::x()), p = bench::convert<T>(w9::parameters()), g = std::vector<T>(p.size());
  explicit subject(double) {}

  // Eigen does not vectorise tanh for double.
  template <class E>
  static field tanh(const E& z) {
    if constexpr (sizeof(T) == 4) return z.tanh();
    else return 1 - 2 / ((2 * z).exp() + 1);
  }
  static field times(const matrix& w, const field& f) { return (w * f.matrix()).array(); }

  void step() {
    const Eigen::Map<const column> a(p.data()), b(p.data() + 16), c(p.data() + 288), out(p.data() + 304);
    const Eigen::Map<const matrix> w(p.data() + 32);  // [out][in], column-major
    const Eigen::Map<const row> at(x.data());
    const field h = tanh((a.matrix() * at.matrix()).array().colwise() + b), s = 1 - h.square();
    const field h1 = s.colwise() * a, h2 = -2 * h * (h1.colwise() * a);
    const field v = tanh(times(w, h).colwise() + c), z1 = times(w, h1), z2 = times(w, h2);
    const field slope = 1 - v.square(), curve = z2 - 2 * v * z1.square(), second = slope * curve;
    const row d = (T(2) / P) * ((out.matrix().transpose() * second.matrix()).array() + at.sin());
    const field e = (out.matrix() * d.matrix()).array();
    const field b2 = e * slope, b1 = -4 * v * z1 * b2, b0 = -2 * slope * (b2 * z1.square() + v * curve * e);
    Eigen::Map<matrix> gw(g.data() + 32);
    gw.noalias() = b0.matrix() * h.matrix().transpose();
    gw.noalias() += b1.matrix() * h1.matrix().transpose();
    gw.noalias() += b2.matrix() * h2.matrix().transpose();
    Eigen::Map<column>(g.data() + 288) = b0.rowwise().sum();
    Eigen::Map<column>(g.data() + 304) = (second.matrix() * d.matrix().transpose()).array();
    const matrix wt = w.transpose();
    const field q0 = times(wt, b0), q1 = times(wt, b1), q2 = times(wt, b2);
    const field by_slope = (q1 - 2 * h * (q2.colwise() * a)).colwise() * a;
    const field by_z = s * (q0 - 2 * (s * (q2.colwise() * a.square()) + h * by_slope));
    Eigen::Map<column>(g.data() + 16) = by_z.rowwise().sum();
    Eigen::Map<column>(g.data()) = (by_z.rowwise() * at + s * (q1 - 4 * h * (q2.colwise() * a))).rowwise().sum();
  }
  void results(bench::values& v) const { v.insert(v.end(), g.begin(), g.end()); }
};
const bench::enrol<subject<float>> in_float{"W9", "Eigen", "float"};
const bench::enrol<subject<double>> in_double{"W9", "Eigen", "double"};
}  // namespace
