// Every number carries its first and second derivative with respect to x; the gradient with respect to the parameters
// is computed by complex steps, exact to rounding. There is no reverse mode here.
#include <complex>

#include "../harness/workload.hpp"
#include "problem.hpp"

namespace {
using number = std::complex<double>;
struct jet {
  number v, d, dd;
};
jet operator+(jet a, jet b) { return {a.v + b.v, a.d + b.d, a.dd + b.dd}; }
jet operator*(number w, jet a) { return {w * a.v, w * a.d, w * a.dd}; }
jet tanh(jet a) {
  const number h = std::tanh(a.v), s = 1.0 - h * h;
  return {h, s * a.d, s * a.dd - 2.0 * h * s * a.d * a.d};
}

number loss(const std::vector<number>& p) {
  number sum = 0;
  for (float at : w9::x()) {
    jet h1[16], u{0, 0, 0};
    for (std::size_t i = 0; i < 16; ++i) h1[i] = tanh(p[i] * jet{at, 1, 0} + jet{p[16 + i], 0, 0});
    for (std::size_t o = 0; o < 16; ++o) {
      jet z{p[288 + o], 0, 0};
      for (std::size_t i = 0; i < 16; ++i) z = z + p[32 + i * 16 + o] * h1[i];
      u = u + p[304 + o] * tanh(z);
    }
    const number r = u.dd + std::sin(static_cast<double>(at));
    sum += r * r;
  }
  return sum / static_cast<double>(w9::points);
}

bench::values right() {
  std::vector<number> p;
  for (float each : w9::parameters()) p.push_back(static_cast<double>(each));
  bench::values g;
  for (number& each : p) {
    each += number(0, 1e-30);
    g.push_back(loss(p).imag() / 1e-30);
    each = each.real();
  }
  return g;
}
// For each point, nine products with the 16 x 16 matrix and the products of the two narrow layers.
const bench::define here{"W9", 2.0 * w9::points*(9 * 256 + 6 * 16), 0, {1e-5, 2e-5}, {1e-13, 1e-12}, right};
}  // namespace
