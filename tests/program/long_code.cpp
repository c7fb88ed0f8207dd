// Straight-line code that is too long for one function is compiled in parts, and its values stay the same.
#include "numbers.hpp"

namespace {

using namespace program_tests;

// t <- sin(t) / 2 + x c, repeated; every round has its own number c, and the last one also reads the first value.
constexpr int rounds = 220;

template <class V, class Sine>
constexpr V repeated(V x, Sine sine) {
  V t = x * x;
  const V first = t;
  for (int i = 0; i < rounds; ++i) t = sine(t) * 0.5 + x * (1.0 / (i + 2));
  return t * first;
}
struct repeated_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const {
    return repeated(x, [](term t) { return sin(t); });
  }
};

constexpr auto x = input<"x">;
constexpr auto y = composition<repeated_f>{}(x);
constexpr auto dy = grad(y, x);

using both = program<y, dy, batch<5>, in<double>>;
static_assert(both::plan.kernels.size == 1 && both::plan.kernels[0].count > 2 * kernels::most_in_one_function);

double expected(double at) {
  return repeated(at, [](double t) { return std::sin(t); });
}

constexpr double in_the_compiler = [] {
  program<y, lanes<1>, in<double>> p;
  p.run(x = 0.75);
  return p[y][0];
}();

}  // namespace

BOOST_AUTO_TEST_SUITE(long_code)

BOOST_AUTO_TEST_CASE(values_and_derivative) {
  const auto inputs = drawn<double>(13, 3);
  both p;
  std::vector<double> found(13), slopes(13);
  BOOST_TEST_REQUIRE(p.run(x = inputs, y = found, dy = slopes).ok());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const double at = inputs[i], h = 1e-5;
    BOOST_TEST(std::abs(found[i] - expected(at)) <= 1e-13);
    BOOST_TEST(std::abs(slopes[i] - (expected(at + h) - expected(at - h)) / (2 * h)) <= 1e-8);
  }
}

BOOST_AUTO_TEST_CASE(in_constant_evaluation) { BOOST_TEST(std::abs(in_the_compiler - expected(0.75)) <= 1e-13); }

BOOST_AUTO_TEST_SUITE_END()
