// Learning-rate schedules at stated steps, most of them in constant evaluation.
#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/schedules.hpp>

namespace {

using namespace tapeless;

constexpr bool equal_to(double a, double b) { return a - b <= 1e-12 && b - a <= 1e-12; }

static_assert(constant_rate{0.25}(0) == 0.25 && constant_rate{0.25}(1'000'000) == 0.25);

constexpr step_decay stairs{1, 10, 0.5};
static_assert(stairs(0) == 1 && stairs(9) == 1 && stairs(10) == 0.5 && stairs(19) == 0.5 && stairs(35) == 0.125);
static_assert(stairs(-3) == 1);

constexpr exponential_decay falling{2, 0.5};
static_assert(falling(0) == 2 && falling(1) == 1 && falling(10) == 2.0 / 1024 && falling(-1) == 2);

constexpr polynomial_decay line{1, 10}, parabola{1, 10, 2, 0.2};
static_assert(line(0) == 1 && equal_to(line(5), 0.5) && equal_to(line(9), 0.1) && line(10) == 0 && line(11) == 0);
static_assert(line(-1) == 1);
static_assert(parabola(0) == 1 && equal_to(parabola(5), 0.4) && parabola(10) == 0.2 && parabola(1000) == 0.2);

constexpr cosine once{1, 100, 0.2};
static_assert(equal_to(once(0), 1) && equal_to(once(50), 0.6) && once(100) == 0.2 && once(1000) == 0.2);
static_assert(equal_to(once(25), 0.6 + 0.4 * 0.70710678118654752));
static_assert(once(-7) == once(0));
// Warm restarts: periods of 100, then of 100, 200, 400.
constexpr cosine again{1, 100, 0, 0}, longer{1, 100, 0, 3, 2};
static_assert(equal_to(again(0), 1) && equal_to(again(100), 1) && equal_to(again(12'345'650), 0.5));
static_assert(equal_to(longer(99), again(99)) && equal_to(longer(100), 1) && equal_to(longer(200), 0.5));
static_assert(equal_to(longer(300), 1) && equal_to(longer(500), 0.5) && longer(699) > 0 && longer(700) == 0);
constexpr cosine twice{1, 100, 0.1, 2};
static_assert(equal_to(twice(100), 1) && twice(199) > 0.1 && twice(200) == 0.1);

constexpr auto warm = warm_up{10, line};
static_assert(warm(0) == 0 && equal_to(warm(5), 0.5) && warm(10) == 1 && equal_to(warm(15), 0.5) && warm(20) == 0);
constexpr auto from_half = warm_up{4, cosine{1, 100, 0.2}, 0.5};
static_assert(from_half(0) == 0.5 && equal_to(from_half(2), 0.75) && equal_to(from_half(4), 1) &&
              from_half(104) == 0.2);

constexpr one_cycle cycle{1, 100, 0.25, 10, 100};
static_assert(equal_to(cycle(0), 0.1) && equal_to(cycle(25), 1) && equal_to(cycle(100), 0.001));
static_assert(cycle(24) < cycle(25) && cycle(26) < cycle(25) && equal_to(cycle(1000), 0.001));
static_assert(equal_to(cycle(10), 1 + 0.5 * (0.1 - 1) * (1 + simd::cos(0.4 * 3.14159265358979323846))));

BOOST_AUTO_TEST_CASE(plateaus) {
  reduce_on_plateau rate{1, 0.5, 2, 0.01, 0.2};
  BOOST_TEST(rate(10) == 1);
  BOOST_TEST(rate(9.95) == 1);  // better by less than the threshold
  BOOST_TEST(rate(9.94) == 1);
  BOOST_TEST(rate(9.8) == 1);  // better
  BOOST_TEST(rate.best == 9.8);
  BOOST_TEST(rate(std::numeric_limits<double>::quiet_NaN()) == 1);
  BOOST_TEST(rate(std::numeric_limits<double>::infinity()) == 1);
  BOOST_TEST(rate(11) == 0.5);  // the third
  BOOST_TEST(rate(11) == 0.5);
  BOOST_TEST(rate(11) == 0.5);
  BOOST_TEST(rate(11) == 0.25);
  for (int i = 0; i < 3; ++i) rate(11);
  BOOST_TEST(rate.rate == 0.2);  // not below the lowest
  BOOST_TEST(rate(1) == 0.2);
  BOOST_TEST(rate.best == 1);

  reduce_on_plateau first;
  for (int i = 0; i < 50; ++i) first(std::numeric_limits<double>::quiet_NaN());  // nothing to compare with yet
  BOOST_TEST(first.rate == 0.1);
  reduce_on_plateau negative{1, 0.5, 0, 0.1};
  negative(-10);
  BOOST_TEST(negative(-10.5) == 0.5);  // within the threshold
  BOOST_TEST(negative(-12) == 0.5);
}

// A schedule drives a training step: w = product of 1 - 2 rate(k).
BOOST_AUTO_TEST_CASE(in_a_training_step) {
  constexpr auto learning_rate = scalar<"learning_rate">;
  constexpr auto w = parameter<"w">;
  training_step<square(w), sgd{}, in<double>> net;
  net[w][0] = 1;
  double right = 1;
  for (long k = 0; k < 20; ++k) {
    BOOST_TEST(net.step(learning_rate = warm(k)).ok());
    right *= 1 - 2 * warm(k);
  }
  BOOST_TEST(right == 0);  // at rate 0.5
  BOOST_TEST(net[w][0] == 0);
  net[w][0] = 1;
  right = 1;
  for (long k = 1; k < 5; ++k) {
    BOOST_TEST(net.step(learning_rate = from_half(k)).ok());
    right *= 1 - 2 * from_half(k);
  }
  BOOST_TEST(std::abs(net[w][0] - right) < 1e-15);
}

}  // namespace
