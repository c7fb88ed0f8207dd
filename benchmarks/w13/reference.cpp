#include "../harness/reference.hpp"
#include "problem.hpp"

namespace {
bench::values right() {
  const std::vector<float> x = w13::sounds();
  return bench::train(
      {w13::sizes, bench::activation::relu, bench::activation::none, bench::convert<double>(w13::parameters())}, x,
      [&](std::size_t s, const std::vector<double>& z, std::vector<double>& d) {
        return bench::squared_error(z, x.data() + s * w13::features, d);
      },
      bench::plain_adam{1e-3});
}
// Products: forward, gradients of the weights, and of the inputs of all layers except the first. Adam divides by the
// size of the gradient, so rounding matters where that is small.
constexpr double first = 640 * 128, weights = 2 * first + 6 * 128 * 128 + 2 * 128 * 8;
const bench::define here{"W13", 2.0 * w13::batch*(3 * weights - first), 1e-3, {3e-5, 1e-5}, {1e-9, 1e-9}, right};
}  // namespace
