// In float, every optimiser agrees with its formula in double to a few float roundings per step.
#include <boost/test/unit_test.hpp>

#include "follows.hpp"

BOOST_AUTO_TEST_SUITE(in_float)

BOOST_AUTO_TEST_CASE(a_hundred_steps_in_float) {
  using namespace optim_tests;
  each_entry([](const auto& e) {
    const double d = strays<float>(e);
    BOOST_TEST((d >= 0 && d <= 1e-5), e.name << ": " << d);
  });
}

BOOST_AUTO_TEST_CASE(an_element_without_gradient_stays) {
  using namespace optim_tests;
  each_entry([](const auto& e) { BOOST_TEST(stays_without_gradient<float>(e), e.name); });
}

BOOST_AUTO_TEST_SUITE_END()
