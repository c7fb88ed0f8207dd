// A fit with the TinySolver of Ceres and its automatic derivatives.
#pragma once

#include <ceres/tiny_solver.h>
#include <ceres/tiny_solver_autodiff_function.h>

#include "../harness/subject.hpp"

namespace peers {

// Model: model(x, parameters) with any number type.
template <class Problem>
struct residuals_of {
  const double *x, *y;
  template <class T>
  bool operator()(const T* p, T* r) const {
    for (int i = 0; i < Problem::points; ++i) r[i] = Problem::model(x[i], p) - y[i];
    return true;
  }
};

template <class Problem>
struct ceres_fit : bench::evaluation<ceres_fit<Problem>> {
  using function = ceres::TinySolverAutoDiffFunction<residuals_of<Problem>, Problem::points, 4>;
  std::vector<double> x = Problem::x(), y = Problem::y();
  residuals_of<Problem> residuals{x.data(), y.data()};
  function f{residuals};
  ceres::TinySolver<function> solver;
  Eigen::Vector4d w;
  explicit ceres_fit(double) {
    // Its tests are absolute; with these the parameters are as exact as those of the others.
    solver.options.gradient_tolerance = 1e-9;
    solver.options.function_tolerance = 1e-13;
    solver.options.parameter_tolerance = 1e-8;
  }
  void step() {
    w = Eigen::Map<const Eigen::Vector4d>(Problem::start);
    solver.Solve(f, &w);
  }
  void results(bench::values& v) const {
    v.insert(v.end(), w.data(), w.data() + 4);
    v.push_back(solver.summary.final_cost);
  }
};

}  // namespace peers
