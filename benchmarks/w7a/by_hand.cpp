// Three loops that the compiler turns into a few vector instructions each.
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
constexpr int n = w7a::n;

[[gnu::noinline]] void gradient(const double* __restrict x, double* __restrict g) {
  double a[n];
  for (int i = 0; i < n - 1; ++i) a[i] = x[i + 1] - x[i] * x[i];
  g[0] = -400 * x[0] * a[0] + 2 * x[0] - 2;
  for (int i = 1; i < n - 1; ++i) g[i] = 200 * a[i - 1] - 400 * x[i] * a[i] + (2 * x[i] - 2);
  g[n - 1] = 200 * a[n - 2];
}

struct subject : bench::evaluation<subject> {
  std::vector<double> x = w7a::point();
  double g[n];
  explicit subject(double) {}
  void step() { gradient(x.data(), g); }
  void results(bench::values& v) const { v.insert(v.end(), g, g + n); }
};
const bench::enrol<subject> here{"W7a", "by hand", "double"};
}  // namespace
