// The whole matrix is written, including zeros, since the caller's memory may contain anything.
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
constexpr int n = w8::n;

[[gnu::noinline]] void hessian(const double* __restrict x, double* __restrict h) {
  double diagonal[n], beside[n];
  for (int i = 0; i < n - 1; ++i) {
    diagonal[i] = 1200 * x[i] * x[i] - 400 * x[i + 1] + (i ? 202 : 2);
    beside[i] = -400 * x[i];
  }
  diagonal[n - 1] = 200;
  for (int i = 0; i < n * n; ++i) h[i] = 0;
#pragma GCC unroll 10
  for (int i = 0; i < n; ++i) {
    h[i * n + i] = diagonal[i];
    if (i + 1 < n) h[i * n + i + 1] = h[(i + 1) * n + i] = beside[i];
  }
}

struct subject : bench::evaluation<subject> {
  std::vector<double> x = w8::point();
  alignas(64) double h[n * n];
  explicit subject(double) {}
  void step() { hessian(x.data(), h); }
  void results(bench::values& v) const { v.insert(v.end(), h, h + n * n); }
};
const bench::enrol<subject> here{"W8", "by hand", "double"};
}  // namespace
