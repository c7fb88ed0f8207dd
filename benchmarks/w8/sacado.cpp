// Sacado's forward numbers, twice: no tape, ten derivatives of ten derivatives with every operation.
#include <Sacado_No_Kokkos.hpp>

#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
constexpr int n = w8::n;
using inner = Sacado::Fad::SFad<double, n>;
using outer = Sacado::Fad::SFad<inner, n>;

struct subject : bench::evaluation<subject> {
  std::vector<double> x = w8::point();
  double h[n * n];
  explicit subject(double) {}
  void step() {
    outer at[n];
    for (int i = 0; i < n; ++i) at[i] = outer(n, i, inner(n, i, x[i]));
    const outer y = w8::rosenbrock(at);
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < n; ++j) h[i * n + j] = y.dx(i).dx(j);
  }
  void results(bench::values& v) const { v.insert(v.end(), h, h + n * n); }
};
const bench::enrol<subject> here{"W8", "Sacado, forward twice", "double"};
}  // namespace
