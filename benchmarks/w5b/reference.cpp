#include "../harness/reference.hpp"
#include "problem.hpp"

namespace {
bench::values right() {
  bench::plain_network net{w5b::sizes, bench::activation::relu, bench::activation::none,
                           bench::convert<double>(w5b::parameters())};
  return net.forward(w5b::pixels().data());
}
const bench::define here{"W5b", 2.0 * (784 * 128 + 128 * 64 + 64 * 10), 0, {2e-6, 2e-6}, {1e-12, 1e-12}, right};
}  // namespace
