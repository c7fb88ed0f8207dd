#include "../harness/reference.hpp"
#include "problem.hpp"

namespace {
bench::values right() {
  const std::vector<int> labels = w3::labels();
  return bench::train(
      {w3::sizes, bench::activation::relu, bench::activation::none, bench::convert<double>(w3::parameters())},
      w3::images(),
      [&](std::size_t s, const std::vector<double>& z, std::vector<double>& d) {
        return bench::cross_entropy(z, labels[s], d);
      },
      bench::plain_momentum{0.01});
}
constexpr double weights = 784 * 128 + 128 * 64 + 64 * 10;
const bench::define here{"W3", 2.0 * w3::batch*(3 * weights - 784 * 128), 1e-2, {2e-6, 1e-5}, {1e-9, 1e-9}, right};
}  // namespace
