#include "../harness/reference.hpp"
#include "problem.hpp"

namespace {
bench::values right() {
  bench::plain_network net{w7c::sizes, bench::activation::tanh, bench::activation::none, w7c::parameters()};
  net.a.assign(1, {w7c::x0, w7c::x1});
  // The inputs are not exact in float: forward by hand.
  std::vector<double> a = net.a[0];
  for (std::size_t l = 0; l < 3; ++l) {
    const auto in = static_cast<std::size_t>(w7c::sizes[l]), out = static_cast<std::size_t>(w7c::sizes[l + 1]);
    const double* w = net.p.data() + net.begin(l);
    std::vector<double> z(w + in * out, w + in * out + out);
    for (std::size_t i = 0; i < in; ++i)
      for (std::size_t o = 0; o < out; ++o) z[o] += w[i * out + o] * a[i];
    if (l < 2)
      for (double& each : z) each = std::tanh(each);
    net.a.push_back(a = z);
  }
  net.backward({2 * (a[0] - w7c::y)});
  return net.g;
}
constexpr double weights = 2 * 16 + 16 * 16 + 16;
const bench::define here{"W7c", 2 * (3 * weights - 2 * 16), 0, {1e-5, 1e-5}, {1e-14, 1e-13}, right};
}  // namespace
