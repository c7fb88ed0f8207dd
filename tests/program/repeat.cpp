// repeat: equal blocks with parameters of their own are the blocks written one after the other.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/program/repeat.hpp>
#include <tapeless/tapeless.hpp>

#include "../ops/compare.hpp"

namespace {

using namespace tapeless;
using doubles = std::vector<double>;

constexpr int blocks = 3, width = 4;
constexpr auto x = input<"x", 2, width>;

// Two products, a bias and a scalar that all blocks share.
template <text Name>
struct block {
  constexpr auto operator()(auto h) const {
    return h + scalar<"gain", 0.5> * dense<Name + ".b", width>(tanh(dense<Name + ".a", 5>(h)));
  }
};
constexpr auto loop = repeat<blocks>(block<"block">{})(x);
constexpr auto unrolled = block<"block2">{}(block<"block1">{}(block<"block0">{}(x)));
static_assert(loop.shape == x.shape);
static_assert(parameter<"block.a.weight">(loop).shape == make_shape(blocks, width, 5));

constexpr auto loop_loss = sum(square(loop));
constexpr auto unrolled_loss = sum(square(unrolled));

// Copies the layers of each stack.
template <class Loop, class Unrolled>
void spread(Loop& from_stack, Unrolled& to_blocks) {
  to_blocks.for_each_parameter([&](const char* name, const shape& s, auto to) {
    std::string whole = name;
    const std::size_t k = static_cast<std::size_t>(whole[5] - '0'), size = static_cast<std::size_t>(s.size());
    whole.erase(5, 1);
    from_stack.for_each_parameter([&](const char* other, const shape&, auto from) {
      if (whole == other) std::copy_n(from.begin() + static_cast<long>(k * size), size, to.begin());
    });
  });
}

BOOST_AUTO_TEST_SUITE(repeated)

BOOST_AUTO_TEST_CASE(values_and_gradients_of_the_input) {
  constexpr auto a = grad(loop_loss, x);
  constexpr auto b = grad(unrolled_loss, x);
  program<loop, a, in<double>, batch<3>> one{seed{3}};
  program<unrolled, b, in<double>, batch<3>> other;
  spread(one, other);
  const doubles values = compare::drawn(5 * 2 * width, 1);
  doubles y(values.size()), dy(values.size()), z(values.size()), dz(values.size());
  BOOST_TEST_REQUIRE(one.run(x = values, loop = y, a = dy).ok());
  BOOST_TEST_REQUIRE(other.run(x = values, unrolled = z, b = dz).ok());
  compare::close(y, z, 1e-13);
  compare::close(dy, dz, 1e-12);
}

// Several steps of Adam leave the same parameters.
BOOST_AUTO_TEST_CASE(training) {
  training_step<loop_loss, adam{0.01}, in<double>, batch<4>> one{seed{4}};
  training_step<unrolled_loss, adam{0.01}, in<double>, batch<4>> other;
  spread(one, other);
  const doubles values = compare::drawn(6 * 2 * width, 2);
  for (int i = 0; i < 5; ++i) {
    const double a = one.step(x = values), b = other.step(x = values);
    BOOST_TEST(std::abs(a - b) < 1e-12);
  }
  const auto trained = other;
  spread(one, other);
  doubles from_loop, from_blocks;
  other.for_each_parameter(
      [&](const char*, const shape&, auto v) { from_loop.insert(from_loop.end(), v.begin(), v.end()); });
  trained.for_each_parameter(
      [&](const char*, const shape&, auto v) { from_blocks.insert(from_blocks.end(), v.begin(), v.end()); });
  compare::close(from_loop, from_blocks, 1e-11);
}

// Each layer of a stack begins as it would alone: biases at 0, weights within Glorot's limit, no two equal.
BOOST_AUTO_TEST_CASE(initial_values) {
  program<loop> run{seed{5}};
  for (float v : run[parameter<"block.a.bias">(loop)]) BOOST_TEST(v == 0);
  const auto w = run[parameter<"block.a.weight">(loop)];
  const float limit = std::sqrt(6.f / (width + 5));
  float largest = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    largest = std::max(largest, std::abs(w[i]));
    BOOST_TEST(w[i] != w[(i + width * 5) % w.size()]);
  }
  BOOST_TEST(largest <= limit);
  BOOST_TEST(largest > 0.8f * limit);
}

// A second derivative, and a block without parameters, and one alone.
BOOST_AUTO_TEST_CASE(second_derivatives) {
  constexpr auto p = input<"p">;
  constexpr auto f = repeat<4>([](auto h) { return sin(h * parameter<"w">); })(p);
  constexpr auto w = parameter<"w">(f);
  constexpr auto first = grad(f, p);
  constexpr auto second = grad(first, p);
  constexpr auto mixed = sum(grad(first, w));
  program<f, first, second, mixed, in<double>> run;
  const auto at = [&](double v, double shift) {
    run.for_each_parameter([&](const char*, const shape&, auto values) {
      for (std::size_t i = 0; i < 4; ++i) values[i] = 0.7 + 0.1 * static_cast<double>(i) + shift;
    });
    BOOST_TEST_REQUIRE(static_cast<result<void>>(run.run(p = v)).ok());
    return doubles{run[f][0], run[first][0], run[second][0], run[mixed][0]};
  };
  double h = 0.8;
  for (int i = 0; i < 4; ++i) h = std::sin(h * (0.7 + 0.1 * i));
  const double step = 1e-5;
  const doubles here = at(0.8, 0);
  BOOST_TEST(std::abs(here[0] - h) < 1e-15);
  BOOST_TEST(std::abs((at(0.8 + step, 0)[0] - at(0.8 - step, 0)[0]) / (2 * step) - here[1]) < 1e-9);
  BOOST_TEST(std::abs((at(0.8 + step, 0)[1] - at(0.8 - step, 0)[1]) / (2 * step) - here[2]) < 1e-9);
  BOOST_TEST(std::abs((at(0.8, step)[1] - at(0.8, -step)[1]) / (2 * step) - here[3]) < 1e-9);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
