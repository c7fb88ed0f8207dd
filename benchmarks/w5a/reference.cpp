#include "../harness/reference.hpp"
#include "problem.hpp"

namespace {
bench::values right() {
  bench::plain_network net{w5a::sizes, bench::activation::relu, bench::activation::none,
                           bench::convert<double>(w5a::parameters())};
  return net.forward(w5a::pixels().data());
}
const bench::define here{"W5a", 2.0 * (64 * 64 + 64 * 32 + 32 * 10), 0, {2e-6, 2e-6}, {1e-12, 1e-12}, right};
}  // namespace
