// Dense layers, sequential models, parameters as a sequence.
#include <cmath>
#include <string>
#include <vector>

#include <boost/hana/size.hpp>
#include <boost/hana/transform.hpp>
#include <boost/test/unit_test.hpp>

#include <tapeless/calculus/gradient.hpp>
#include <tapeless/nn/sequential.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

namespace {

constexpr auto x = input<"x", 3>;
constexpr auto steps = input<"steps", 4, 3>;
constexpr auto model = sequential(dense<"hidden", 5, he_normal>, layer::tanh, dense<"out", 2>);

template <graph A, graph B>
consteval bool same(expr<A>, expr<B>) {
  return A.root().hash == B.root().hash;
}

}  // namespace

static_assert(same(model(x), dense<"out", 2>(tanh(dense<"hidden", 5, he_normal>(x)))));
static_assert(dense<"shared", 5>(steps).shape == make_shape(4, 5));
static_assert(sequential(layer::flatten, dense<"out", 2>)(steps).shape == make_shape(2));
static_assert(layer::flatten(steps).shape == make_shape(12));
static_assert(decltype(boost::hana::size(parameters(model(x))))::value == 4);
static_assert(parameter<"hidden.weight">(model(x)).shape == make_shape(3, 5));

BOOST_AUTO_TEST_CASE(dense_is_x_times_weight_plus_bias_at_every_position) {
  constexpr auto result = dense<"shared", 5>(steps);
  constexpr auto weight = parameter<"shared.weight">(result);
  program<result, in<double>> run{seed{3}};
  std::vector<double> values(12);
  for (std::size_t i = 0; i < 12; ++i) values[i] = std::sin(static_cast<double>(i));
  BOOST_TEST_REQUIRE(run.run(steps = values).ok());
  for (std::size_t t = 0; t < 4; ++t)
    for (std::size_t o = 0; o < 5; ++o) {
      double expected = 0;
      for (std::size_t i = 0; i < 3; ++i) expected += values[t * 3 + i] * run[weight][i * 5 + o];
      BOOST_TEST(std::abs(run[result][t * 5 + o] - expected) < 1e-14);
    }
}

BOOST_AUTO_TEST_CASE(parameters_come_in_the_order_of_use) {
  std::string names;
  boost::hana::for_each(parameters(model(x)), [&](auto each) { names += std::string(each.root.leaf->name) + " "; });
  BOOST_TEST(names == "hidden.weight hidden.bias out.weight out.bias ");
  // One derivative for each parameter.
  constexpr auto loss = sum(square(model(x)));
  constexpr auto slopes =
      boost::hana::transform(parameters(loss), [](auto each) { return grad(decltype(loss){}, each); });
  static_assert(boost::hana::at_c<0>(slopes).shape == make_shape(3, 5));
}

BOOST_AUTO_TEST_CASE(initialisers_bound_what_they_draw) {
  constexpr auto result = dense<"wide", 200>(x);
  program<result, in<double>> run{seed{5}};
  const double limit = std::sqrt(6. / (3 + 200));  // glorot_uniform
  double largest = 0;
  for (double w : run[parameter<"wide.weight">(result)]) largest = std::fmax(largest, std::abs(w));
  BOOST_TEST(largest <= limit);
  BOOST_TEST(largest > 0.9 * limit);
  for (double b : run[parameter<"wide.bias">(result)]) BOOST_TEST(b == 0);
}
