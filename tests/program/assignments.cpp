// Assignments read old values and commit together; state with step scope advances once per step.
#include "numbers.hpp"

namespace {

using namespace program_tests;

constexpr auto x = input<"x">;

// A loss with a negligible gradient, so that only the optimiser determines the parameters.
template <int N>
inline constexpr auto p = parameter<"p", N>.template with<ones>();
template <int N>
inline constexpr auto loss = sum(p<N>) * x * 0_c + sum(p<N>* p<N>) * x;

// Swaps two slots; the parameter gets the old value of the first.
struct swap_slots {
  constexpr void operator()(update& u) const {
    const term a = u.slot<"a">(10), b = u.slot<"b">(20);
    u.assign(a, b);
    u.assign(b, a);
    u.assign(u.parameter, u.parameter * 0.0 + a);
  }
};

// Swaps the parameter and a slot.
struct swap_with_parameter {
  constexpr void operator()(update& u) const {
    const term a = u.slot<"a">(7);
    u.assign(u.parameter, a);
    u.assign(a, u.parameter);
  }
};

// Rotates three values, one of them the parameter, all of which are also read by a computation.
struct rotate {
  constexpr void operator()(update& u) const {
    const term a = u.slot<"a">(2), b = u.slot<"b">(3);
    u.assign(a, u.parameter + (a - a));
    u.assign(b, a);
    u.assign(u.parameter, b + 0.0 * u.gradient);
  }
};

// Every parameter sees the same value of the counter, before it advances.
struct counting {
  constexpr void operator()(update& u) const {
    const term t = u.step_slot<"t">(1);
    u.assign(t, t + 1.0);
    u.assign(u.parameter, u.parameter + t);
  }
};

template <auto Optimiser, int N, class... Values>
void passes_through(Values... values) {
  training_step<loss<N>, Optimiser, batch<3>> net;
  const std::vector<float> inputs{0.5f, 1, 2, 3};
  BOOST_TEST(net[p<N>][0] == 1.0f);
  int step = 0;
  (
      [&] {
        BOOST_TEST_REQUIRE(net.step(x = inputs).ok());
        for (float f : net[p<N>])
          BOOST_TEST(f == static_cast<float>(values), "size " << N << ", step " << step << ": " << f);
        ++step;
      }(),
      ...);
}

constexpr auto first = parameter<"first", 3>.with<ones>();
constexpr auto second = parameter<"second", 2, 5>.with<ones>();
constexpr auto third = parameter<"third">.with<ones>();
constexpr auto of_three = (sum(first) + sum(second) * third) * x;

}  // namespace

BOOST_AUTO_TEST_SUITE(assignments)

BOOST_AUTO_TEST_CASE(two_slots_change_places) {
  passes_through<swap_slots{}, 1>(10, 20, 10, 20);
  passes_through<swap_slots{}, 13>(10, 20, 10, 20);
}

BOOST_AUTO_TEST_CASE(a_parameter_and_a_slot_change_places) {
  passes_through<swap_with_parameter{}, 1>(7, 1, 7, 1);
  passes_through<swap_with_parameter{}, 13>(7, 1, 7, 1);
}

BOOST_AUTO_TEST_CASE(three_go_round) {
  passes_through<rotate{}, 1>(3, 2, 1, 3, 2);
  passes_through<rotate{}, 13>(3, 2, 1, 3, 2);
}

BOOST_AUTO_TEST_CASE(state_of_the_step_advances_once_a_step) {
  training_step<of_three, counting{}, batch<2>> net;
  const std::vector<float> inputs{1, 2, 3};
  float expected = 1;
  for (int step = 1; step <= 4; ++step) {
    BOOST_TEST_REQUIRE(net.step(x = inputs).ok());
    expected += static_cast<float>(step);
    for (float f : net[first]) BOOST_TEST(f == expected);
    for (float f : net[second]) BOOST_TEST(f == expected);
    BOOST_TEST(net[third][0] == expected);
  }
}

// Adam's own formula, in double, with the correction of step t for every parameter.
BOOST_AUTO_TEST_CASE(adam_corrects_every_parameter_by_the_same_step) {
  training_step<of_three, adam{0.1}, in<double>> net;
  double w1 = 1, w2 = 1, w3 = 1, m[3]{}, v[3]{};
  for (int t = 1; t <= 6; ++t) {
    const double at = 0.5 + 0.25 * t;
    const double g[3] = {at, at * w3, at * 10 * w2};
    double* w[3] = {&w1, &w2, &w3};
    for (int i = 0; i < 3; ++i) {
      m[i] = 0.9 * m[i] + 0.1 * g[i];
      v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
      *w[i] -= 0.1 * (m[i] / (1 - std::pow(0.9, t))) / (std::sqrt(v[i] / (1 - std::pow(0.999, t))) + 1e-8);
    }
    BOOST_TEST_REQUIRE(net.step(x = at).ok());
    close(std::vector{net[first][2], net[second][7], net[third][0]}, std::vector{w1, w2, w3}, 1e-12, t);
  }
}

BOOST_AUTO_TEST_SUITE_END()
