// Every optimiser agrees with its formula and with PyTorch; laws that hold for all of them.
#include <iterator>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "follows.hpp"
#include "reference/optimisers.hpp"

namespace {
using namespace optim_tests;
}

BOOST_AUTO_TEST_SUITE(formulas)

BOOST_AUTO_TEST_CASE(a_hundred_steps_in_double) {
  each_entry([](const auto& e) {
    const double d = strays<double>(e);
    BOOST_TEST((d >= 0 && d <= 1e-12), e.name << ": " << d);
  });
}

BOOST_AUTO_TEST_CASE(pytorch_has_the_same_parameters) {
  int compared = 0;
  each_entry([&]<auto Optimiser>(const entry<Optimiser>& e) {
    for (const recorded& r : by_pytorch) {
      if (std::string_view(r.name) != e.name) continue;
      trainer<Optimiser, double> net;
      set(net, start());
      const data<double> d = all_samples<double>();
      std::size_t next = 0;
      for (int t = 1; t <= 100; ++t) {
        BOOST_TEST_REQUIRE(step(net, d, Optimiser.learning_rate));
        if (t != recorded_steps[next]) continue;
        const double away = std::abs(flat(net) - row(r.after[next++], 9)).max();
        BOOST_TEST(away <= 1e-12, e.name << ", step " << t << ": " << away);
      }
      ++compared;
    }
  });
  BOOST_TEST(compared == static_cast<int>(std::size(by_pytorch)));
}

BOOST_AUTO_TEST_CASE(learning_rate_0_leaves_the_parameters_as_they_are) {
  each_entry([]<auto Optimiser>(const entry<Optimiser>& e) {
    trainer<Optimiser, double> net;
    set(net, start());
    const data<double> d = all_samples<double>();
    for (int t = 0; t < 5; ++t) BOOST_TEST_REQUIRE(step(net, d, 0));
    BOOST_TEST(difference(net, start()) == 0, e.name);
  });
}

BOOST_AUTO_TEST_CASE(an_element_without_gradient_stays) {
  each_entry([](const auto& e) { BOOST_TEST(stays_without_gradient<double>(e), e.name); });
}

// LAMB's ratio of norms is 1 for a parameter that is 0.
BOOST_AUTO_TEST_CASE(lamb_leaves_0) {
  constexpr lamb from_0{0.02, 0.8, 0.9, 1e-4, 0.25};
  trainer<from_0, double> net;
  set(net, {row(6), row(2), row(1)});
  BOOST_TEST_REQUIRE(step(net, all_samples<double>(), from_0.learning_rate));
  const row now = flat(net);
  for (std::size_t i : {0u, 5u, 8u}) BOOST_TEST(std::abs(std::abs(now[i]) - 0.02) < 1e-4);
}

BOOST_AUTO_TEST_SUITE_END()
