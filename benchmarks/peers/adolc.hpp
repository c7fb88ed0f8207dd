// ADOL-C: a tape recorded for each call, or recorded once and replayed.
#pragma once

#include <adolc/adolc.h>

#include <vector>

#include "../harness/subject.hpp"

namespace peers {

// f(x) for x of type adouble; tags are the numbers of tapes, one for each subject.
template <class F>
void record(short tag, const std::vector<double>& x, F f) {
  std::vector<adouble> in(x.size());
  double out;
  trace_on(tag);
  for (std::size_t i = 0; i < x.size(); ++i) in[i] <<= x[i];
  adouble y = f(in.data());
  y >>= out;
  trace_off();
}

template <class Problem, bool Replay>
struct adolc_gradient : bench::evaluation<adolc_gradient<Problem, Replay>> {
  static constexpr short tag = Replay ? 1 : 2;
  Problem problem;
  std::vector<double> x = problem.x, g = std::vector<double>(x.size());
  explicit adolc_gradient(double) { record(tag, x, problem); }
  void step() {
    if (!Replay) record(tag, x, problem);
    gradient(tag, static_cast<int>(x.size()), x.data(), g.data());
  }
  void results(bench::values& v) const { v.insert(v.end(), g.begin(), g.end()); }
};

template <class Problem, bool Replay>
struct adolc_hessian : bench::evaluation<adolc_hessian<Problem, Replay>> {
  static constexpr short tag = Replay ? 1 : 2;
  Problem problem;
  std::vector<double> x = problem.x, h = std::vector<double>(x.size() * x.size());
  std::vector<double*> rows;
  explicit adolc_hessian(double) {
    for (std::size_t i = 0; i < x.size(); ++i) rows.push_back(&h[i * x.size()]);
    record(tag, x, problem);
  }
  void step() {
    if (!Replay) record(tag, x, problem);
    hessian(tag, static_cast<int>(x.size()), x.data(), rows.data());
  }
  void results(bench::values& v) const {  // ADOL-C returns the lower triangle
    for (std::size_t i = 0; i < x.size(); ++i)
      for (std::size_t j = 0; j < x.size(); ++j) v.push_back(i < j ? rows[j][i] : rows[i][j]);
  }
};

}  // namespace peers
