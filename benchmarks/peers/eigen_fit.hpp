// The Levenberg-Marquardt method of tapeless, with Eigen and derivatives by hand: the same damping and tests.
#pragma once

#include <Eigen/Cholesky>
#include <cmath>

#include "../harness/subject.hpp"

namespace peers {

// Model: values(w) computes the residuals, and keeps what the Jacobian needs; jacobian(w, J) follows only after a step.
template <class Problem, class Model>
struct eigen_fit : bench::evaluation<eigen_fit<Problem, Model>> {
  static constexpr int N = Problem::points;
  using column = Eigen::Array<double, N, 1>;
  using jacobian = Eigen::Matrix<double, N, 4>;
  std::vector<double> xs = Problem::x(), ys = Problem::y();
  Eigen::Vector4d w;
  double cost = 0;
  int evaluations = 0;
  explicit eigen_fit(double) {}

  void step() {
    constexpr double epsilon = 2.220446049250313e-16;
    const double tolerance = std::sqrt(epsilon), cost_tolerance = 8 * epsilon;
    const Eigen::Map<const column> x(xs.data()), y(ys.data());
    Model now, next;
    jacobian j;
    column r = now.residuals(w = Eigen::Map<const Eigen::Vector4d>(Problem::start), x, y);
    now.derivatives(w, x, j);
    Eigen::Matrix4d a = j.transpose() * j;
    Eigen::Vector4d g = j.transpose() * r.matrix(), d = a.diagonal();
    double squares = r.square().sum(), mu = 1e-3, nu = 2;
    evaluations = 1;
    for (int tries = 0; tries < 100; ++tries) {
      if ((g.array().square() <= squares * tolerance * tolerance * a.diagonal().array()).all()) break;
      Eigen::Matrix4d damped = a;
      damped.diagonal() += mu * d;
      const Eigen::Vector4d h = damped.llt().solve(-g);
      if (h.squaredNorm() <= tolerance * tolerance * w.squaredNorm()) break;
      const double model = h.dot(mu * d.cwiseProduct(h) - g);
      const Eigen::Vector4d there = w + h;
      const column trial = next.residuals(there, x, y);
      ++evaluations;
      const double found = trial.square().sum(), change = squares - found;
      const bool ends = model <= cost_tolerance * squares && std::abs(change) <= cost_tolerance * squares;
      if (change > 0) {
        w = there;
        r = trial;
        now = next;
        squares = found;
        now.derivatives(w, x, j);
        a.noalias() = j.transpose() * j;
        g.noalias() = j.transpose() * r.matrix();
        d = d.cwiseMax(a.diagonal());
        const double miss = 2 * change / model - 1;
        mu *= std::max(0.1, 1 - miss * miss * miss);
        nu = 2;
      } else {
        mu *= nu;
        nu *= 2;
      }
      if (ends) break;
    }
    cost = squares / 2;
  }
  void results(bench::values& v) const {
    v.insert(v.end(), w.data(), w.data() + 4);
    v.push_back(cost);
  }
};

}  // namespace peers
