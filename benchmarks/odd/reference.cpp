#include "../harness/reference.hpp"
#include "problem.hpp"

namespace {
bench::values right() {
  const std::vector<int> labels = odd::labels();
  return bench::train(
      {odd::sizes, bench::activation::relu, bench::activation::none, bench::convert<double>(odd::parameters())},
      odd::images(),
      [&](std::size_t s, const std::vector<double>& z, std::vector<double>& d) {
        return bench::cross_entropy(z, labels[s], d);
      },
      bench::plain_adam{1e-3});
}
// Products: forward, gradients of the weights, and of the inputs of all layers except the first. Adam divides by the
// size of the gradient, so rounding matters where that is small.
constexpr double weights = 61 * 53 + 53 * 29 + 29 * 7;
const bench::define here{"odd", 2.0 * odd::batch*(3 * weights - 61 * 53), 1e-3, {3e-5, 1e-5}, {1e-9, 1e-9}, right};
}  // namespace
