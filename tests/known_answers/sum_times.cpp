// f = (x + y) z at (-2, 5, -4): q = x + y = 3, f = -12, and the gradient (-4, -4, 3).
#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>

using namespace tapeless;

namespace {

constexpr auto x = input<"x">;
constexpr auto y = input<"y">;
constexpr auto z = input<"z">;
constexpr auto q = x + y;
constexpr auto f = q * z;
constexpr auto dx = grad(f, x);
constexpr auto dy = grad(f, y);
constexpr auto dz = grad(f, z);
constexpr auto dq = grad(f, q);

// The same with parameters: one step of size 1 subtracts the gradient from each of them.
constexpr auto px = parameter<"x">.with<zeros>();
constexpr auto py = parameter<"y">.with<zeros>();
constexpr auto pz = parameter<"z">.with<zeros>();
constexpr auto loss = (px + py) * pz;

template <class T, class Program>
void check_values() {
  Program run;
  BOOST_TEST_REQUIRE(run.run(x = -2, y = 5, z = -4).ok());
  BOOST_TEST(run[q][0] == T(3));
  BOOST_TEST(run[f][0] == T(-12));
  BOOST_TEST(run[dx][0] == T(-4));
  BOOST_TEST(run[dy][0] == T(-4));
  BOOST_TEST(run[dz][0] == T(3));
  BOOST_TEST(run[dq][0] == T(-4));
}

template <class T, class Trainer>
void check_step() {
  Trainer net;
  net[px][0] = -2;
  net[py][0] = 5;
  net[pz][0] = -4;
  BOOST_TEST(static_cast<T>(net.step()) == T(-12));
  BOOST_TEST(net[px][0] == T(2));   // -2 - (-4)
  BOOST_TEST(net[py][0] == T(9));   // 5 - (-4)
  BOOST_TEST(net[pz][0] == T(-7));  // -4 - 3
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sum_times)

BOOST_AUTO_TEST_CASE(by_expressions) {
  check_values<float, program<q, f, dx, dy, dz, dq>>();
  check_values<double, program<q, f, dx, dy, dz, dq, in<double>>>();
}

BOOST_AUTO_TEST_CASE(by_a_training_step) {
  check_step<float, training_step<loss, sgd{1.0}>>();
  check_step<double, training_step<loss, sgd{1.0}, in<double>>>();
}

BOOST_AUTO_TEST_CASE(the_step_size_may_change_between_steps) {
  constexpr auto rate = scalar<"learning_rate">;
  training_step<loss, sgd{1.0}, in<double>> net;
  net[px][0] = -2;
  net[py][0] = 5;
  net[pz][0] = -4;
  BOOST_TEST(net.step(rate = 0.5).ok());
  BOOST_TEST(net[px][0] == 0.0);
  BOOST_TEST(net[py][0] == 7.0);
  BOOST_TEST(net[pz][0] == -5.5);
}

BOOST_AUTO_TEST_SUITE_END()
