#include "../harness/reference.hpp"
#include "problem.hpp"

namespace {
bench::values right() {
  const std::vector<int> labels = w2::labels();
  return bench::train(
      {w2::sizes, bench::activation::relu, bench::activation::none, bench::convert<double>(w2::parameters())},
      w2::images(),
      [&](std::size_t s, const std::vector<double>& z, std::vector<double>& d) {
        return bench::cross_entropy(z, labels[s], d);
      },
      bench::plain_adam{1e-3});
}
// Products: forward, gradients of the weights, and of the inputs of all layers except the first. Adam divides by the
// size of the gradient, so rounding matters where that is small.
constexpr double weights = 64 * 64 + 64 * 32 + 32 * 10;
const bench::define here{"W2", 2.0 * w2::batch*(3 * weights - 64 * 64), 1e-3, {3e-5, 1e-5}, {1e-9, 1e-9}, right};
}  // namespace
