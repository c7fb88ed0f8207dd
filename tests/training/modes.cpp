// in_training(a, b) is a in a training step and with training_mode, and b in a program: its value and its derivatives.
#include <tapeless/train/require.hpp>

#include "program/numbers.hpp"

namespace {

using namespace program_tests;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>.with<ones>();
constexpr auto t = parameter<"t">;

constexpr auto first = sum(square(w) * tanh(x));
constexpr auto used = sum(sin(w * x)) + 2_c;
constexpr auto mixed = in_training(first, used);
constexpr auto nested = exp(in_training(in_training(first, used) * used, mixed + in_training(t, used)));
constexpr auto nested_first = exp(first * used);
constexpr auto nested_used = exp(used + used);
constexpr auto equal_operands = in_training(used, used);
constexpr auto spread_out = sum(in_training(t, w) * x);  // a scalar beside a vector
constexpr auto widened = in_training(w, t);              // three elements, also where they are the scalar's
constexpr auto widened_sum = sum(widened);
constexpr auto widened_dw = grad(widened_sum, w);
constexpr auto widened_dt = grad(widened_sum, t);
constexpr auto constants = sum(w * in_training(2_c, 3_c));

constexpr auto slope = grad(mixed, w);
constexpr auto slope_first = grad(first, w);
constexpr auto slope_used = grad(used, w);
constexpr auto curvature = grad(sum(square(grad(nested, w))), w);
constexpr auto curvature_first = grad(sum(square(grad(nested_first, w))), w);
constexpr auto curvature_used = grad(sum(square(grad(nested_used, w))), w);

// Expressions with modes, and what they are in each.
template <auto... Options>
using all =
    program<mixed, slope, nested, curvature, equal_operands, constants, spread_out, first, used, slope_first,
            slope_used, nested_first, nested_used, curvature_first, curvature_used, in<double>, batch<4>, Options...>;

const std::vector<double> inputs = drawn<double>(3 * 4, 1);

template <class Program>
Program with_weights() {
  Program p;
  p.for_each_parameter([](std::string_view name, const shape&, auto values) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = name == "t" ? 0.7 : 0.3 + 0.2 * static_cast<double>(i);
  });
  return p;
}
double mean(std::span<const double> values) {
  double sum = 0;
  for (double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(modes)

BOOST_AUTO_TEST_CASE(what_is_taken_has_the_shape_of_the_result) {
  auto check = []<auto... Options>(bool training) {
    auto p = with_weights<program<widened, widened_sum, widened_dw, widened_dt, in<double>, Options...>>();
    BOOST_TEST_REQUIRE(p.run().ok());
    const double ws[] = {0.3, 0.5, 0.7};
    double sum = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const double expected = training ? ws[i] : 0.7;
      BOOST_TEST(std::abs(p[widened][i] - expected) <= 1e-15);
      BOOST_TEST(p[widened_dw][i] == (training ? 1 : 0));
      sum += expected;
    }
    BOOST_TEST(std::abs(p[widened_sum][0] - sum) <= 1e-15);
    BOOST_TEST(p[widened_dt][0] == (training ? 0 : 3));
  };
  check.operator()<>(false);
  check.operator()<training_mode>(true);
}

BOOST_AUTO_TEST_CASE(a_program_takes_the_second) {
  auto p = with_weights<all<>>();
  BOOST_TEST_REQUIRE(p.run(x = inputs).ok());
  close(p[mixed], p[used], 1e-15);
  close(p[slope], p[slope_used], 1e-15);
  close(p[nested], p[nested_used], 1e-14);
  close(p[curvature], p[curvature_used], 1e-13);
  close(p[equal_operands], p[used], 1e-15);
  BOOST_TEST(std::abs(p[constants][0] - 3 * 1.5) < 1e-14);
  BOOST_TEST(std::abs(p[spread_out][0] - (0.3 * inputs[0] + 0.5 * inputs[1] + 0.7 * inputs[2])) < 1e-14);
}
BOOST_AUTO_TEST_CASE(training_mode_takes_the_first) {
  auto p = with_weights<all<training_mode>>();
  BOOST_TEST_REQUIRE(p.run(x = inputs).ok());
  close(p[mixed], p[first], 1e-15);
  close(p[slope], p[slope_first], 1e-15);
  close(p[nested], p[nested_first], 1e-14);
  close(p[curvature], p[curvature_first], 1e-13);
  close(p[equal_operands], p[used], 1e-15);
  BOOST_TEST(std::abs(p[constants][0] - 2 * 1.5) < 1e-14);
  BOOST_TEST(std::abs(p[spread_out][0] - 0.7 * (inputs[0] + inputs[1] + inputs[2])) < 1e-14);
}
BOOST_AUTO_TEST_CASE(a_training_step_takes_the_first) {
  using trainer = training_step<nested, sgd{0.0}, also<mixed, constants, spread_out, used>, in<double>, batch<4>>;
  auto p = with_weights<all<training_mode>>();
  auto net = with_weights<trainer>();
  BOOST_TEST_REQUIRE(p.run(x = inputs).ok());
  const double loss = require(net.gradients(x = inputs));
  BOOST_TEST(std::abs(loss - mean(p[nested_first])) < 1e-14 * loss);
  BOOST_TEST(std::abs(net[mixed][0] - mean(p[first])) < 1e-14);
  BOOST_TEST(std::abs(net[used][0] - mean(p[used])) < 1e-14);
  BOOST_TEST(std::abs(net[constants][0] - 3) < 1e-14);
  BOOST_TEST(std::abs(net[spread_out][0] - mean(p[spread_out])) < 1e-14);
  // The gradient against differences of the loss.
  double found[3];
  net.copy_gradient(w, found);
  for (std::size_t i = 0; i < 3; ++i) {
    const double h = 1e-5;
    net[w][i] += h;
    const double above = require(net.gradients(x = inputs));
    net[w][i] -= 2 * h;
    const double below = require(net.gradients(x = inputs));
    net[w][i] += h;
    BOOST_TEST(std::abs((above - below) / (2 * h) - found[i]) < 1e-7 * (1 + std::abs(found[i])));
  }
  // What only a program has is a parameter all the same, with gradient 0.
  double only_used[1] = {5};
  net.copy_gradient(t, only_used);
  BOOST_TEST(only_used[0] == 0);
}

// The mode reaches into layers, and each layer has its own leaves.
BOOST_AUTO_TEST_CASE(of_dropout_and_batch_norm_inside) {
  constexpr auto inner = sum(dropout<"drop", 0.25>(batch_norm<"norm">(x * w)));
  constexpr auto outer = in_training(inner, inner * 2_c);
  program<outer, inner, in<double>, batch<4>> p;
  BOOST_TEST_REQUIRE(p.run(x = inputs).ok());
  for (std::size_t s = 0; s < 4; ++s) {
    const double expected = (inputs[3 * s] + inputs[3 * s + 1] + inputs[3 * s + 2]) / std::sqrt(1 + 1e-5);
    BOOST_TEST(std::abs(p[inner][s] - expected) < 1e-14);
    BOOST_TEST(std::abs(p[outer][s] - 2 * expected) < 1e-14);
  }
  program<outer, inner, in<double>, batch<4>, training_mode> q;
  BOOST_TEST_REQUIRE(q.run(x = inputs).ok());
  BOOST_TEST(same_bits(q[outer], q[inner]));
  BOOST_TEST(std::abs(q[inner][0] - p[inner][0]) > 1e-3);
}

BOOST_AUTO_TEST_SUITE_END()
