// Within an epoch the loop of a training does not allocate, however many steps it has.
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/fit.hpp>

#include "allocation.hpp"

namespace {

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto y = input<"y">;
constexpr auto loss = square(sum(dense<"out", 1>(x)) - y);

long allocated_by_fitting(std::size_t count, long epochs) {
  const std::vector<float> xs(3 * count, 0.5f), ys(count, 0.25f);
  training_step<loss, sgd{0.01}, batch<4>> net;
  const long before = memory_tests::allocations();
  fit(net, training(x = xs, y = ys), validation(x = xs, y = ys), metric<"error">(abs(loss)),
      fit_options{.epochs = epochs, .output = show::nothing});
  return memory_tests::allocations() - before;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fitting)

BOOST_AUTO_TEST_CASE(epochs_do_not_allocate) {
  if (!memory_tests::counts) return;
  const long few = allocated_by_fitting(4, 3);
  BOOST_TEST(few > 0);  // before them, and for the history
  BOOST_TEST(allocated_by_fitting(400, 3) == few);
}

BOOST_AUTO_TEST_SUITE_END()
