#include "../harness/reference.hpp"
#include "problem.hpp"

const int scaling::batch = BATCH, scaling::width = WIDTH, scaling::depth = DEPTH;

namespace {
bench::values right() {
  const std::vector<int> labels = scaling::labels();
  return bench::train(
      {scaling::sizes(), bench::activation::relu, bench::activation::none,
       bench::convert<double>(scaling::parameters())},
      scaling::images(),
      [&](std::size_t s, const std::vector<double>& z, std::vector<double>& d) {
        return bench::cross_entropy(z, labels[s], d);
      },
      bench::plain_sgd{0.01});
}
constexpr double inner = double{WIDTH} * WIDTH * (DEPTH - 1), first = double{WIDTH} * WIDTH;
const bench::define here{
    "scaling", 2.0 * BATCH*(3 * (inner + WIDTH * 10.0) + 2 * first), 0.01, {1e-5, 1e-4}, {1e-9, 1e-9}, right};
}  // namespace
