#include "../harness/reference.hpp"
#include "problem.hpp"

namespace {
bench::values right() {
  bench::plain_network net{w7c::sizes, bench::activation::tanh, bench::activation::none, w7c::parameters()};
  const double u = net.forward_from({w7c::x0, w7c::x1})[0];
  net.backward({2 * (u - w7c::y)});
  return net.g;
}
constexpr double weights = 2 * 16 + 16 * 16 + 16;
const bench::define here{"W7c", 2 * (3 * weights - 2 * 16), 0, {1e-5, 1e-5}, {1e-14, 1e-13}, right};
}  // namespace
