// Sacado: its reverse tape, Rad, is recorded for each call; it cannot be replayed.
#pragma once

#include <Sacado_No_Kokkos.hpp>
#include <vector>

#include "../harness/subject.hpp"

namespace peers {

template <class Problem>
struct sacado_gradient : bench::evaluation<sacado_gradient<Problem>> {
  using number = Sacado::Rad::ADvar<double>;
  Problem problem;
  std::vector<double> g = std::vector<double>(problem.x.size());
  explicit sacado_gradient(double) {}
  void step() {
    std::vector<number> x(problem.x.begin(), problem.x.end());
    const number y = problem(x.data());
    number::Gradcomp();
    for (std::size_t i = 0; i < x.size(); ++i) g[i] = x[i].adj();
  }
  void results(bench::values& v) const { v.insert(v.end(), g.begin(), g.end()); }
};

}  // namespace peers
