// A multilayer perceptron on handwritten digits.
#include <tapeless/nn/models/mlp.hpp>

#include "models/digits.hpp"

BOOST_AUTO_TEST_SUITE(trained_models)

BOOST_AUTO_TEST_CASE(perceptron) {
  using namespace tapeless;
  constexpr auto x = input<"x", 64>;
  constexpr auto logits = models::mlp<"net", 48, 32, 10>(x);
  const double right = models_tests::accuracy_on_digits<logits, x, adam{0.003}>(12);
  BOOST_TEST(right >= 0.96);
}

BOOST_AUTO_TEST_SUITE_END()
