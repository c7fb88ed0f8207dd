#include "../by_hand/simd.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
using by_hand::load;
using by_hand::store;
using V = by_hand::vec<double>;
constexpr int n = w7b::n, W = by_hand::lanes<double>, whole = n / W * W, rest = n - whole;

// The softmax of x. The remainder is processed as a last vector that overlaps the one before.
[[gnu::noinline]] void gradient(const double* __restrict x, double* __restrict g) {
  V top = load(x + n - W), other = load(x);
  for (int i = W; i < whole; i += 2 * W) {
    top = xsimd::max(top, load(x + i));
    if (i + W < whole) other = xsimd::max(other, load(x + i + W));
  }
  top = xsimd::max(top, other);
  double most = top.get(0);
  for (int i = 1; i < W; ++i) most = std::max(most, top.get(i));
  V sum(0.);
#pragma GCC unroll 4
  for (int i = 0; i < whole; i += W) {
    const V e = xsimd::exp(load(x + i) - V(most));
    store(g + i, e);
    sum += e;
  }
  double total = xsimd::hadd(sum);
  if constexpr (rest > 0) {
    const V e = xsimd::exp(load(x + n - W) - V(most));
    store(g + n - W, e);
    for (int i = W - rest; i < W; ++i) total += e.get(i);
  }
  const V inverse(1 / total);
  V last = load(g + n - W) * inverse;
  for (int i = 0; i < whole; i += W) store(g + i, load(g + i) * inverse);
  store(g + n - W, last);
}

struct subject : bench::evaluation<subject> {
  std::vector<double> x = w7b::point();
  double g[n];
  explicit subject(double) {}
  void step() { gradient(x.data(), g); }
  void results(bench::values& v) const { v.insert(v.end(), g, g + n); }
};
const bench::enrol<subject> here{"W7b", "by hand", "double"};
}  // namespace
