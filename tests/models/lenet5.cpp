// LeNet-5 on handwritten digits, enlarged from 8 x 8 to 28 x 28 pixels by the model itself.
#include <tapeless/nn/models/lenet5.hpp>
#include <tapeless/nn/resize.hpp>

#include "models/digits.hpp"

BOOST_AUTO_TEST_SUITE(trained_models)

BOOST_AUTO_TEST_CASE(lenet) {
  using namespace tapeless;
  constexpr auto x = input<"x", 1, 8, 8>;
  constexpr auto logits = models::lenet5<"net", 10>(resize2d<28>(x));
  const double right = models_tests::accuracy_on_digits<logits, x, adam{0.003}>(5);
  BOOST_TEST(right >= 0.95);
}

BOOST_AUTO_TEST_SUITE_END()
