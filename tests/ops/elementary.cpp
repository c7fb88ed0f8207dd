// Functions of one and two variables: known values, derivatives at known points, special cases, identities. That all
// derivatives agree with differences is tested in tests/laws.
#include <cmath>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/calculus/gradient.hpp>
#include <tapeless/ops/elementary.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

namespace {

constexpr auto x = input<"x">;
constexpr auto y = input<"y">;
constexpr double infinity = std::numeric_limits<double>::infinity();

void close(double at, const std::vector<double>& found, const std::vector<double>& expected) {
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    BOOST_TEST((found[i] == expected[i] || std::abs(found[i] - expected[i]) <= 1e-14 * (1 + std::abs(expected[i]))),
               "function " << i << " at " << at << ": " << found[i] << ", expected " << expected[i]);
}

// All functions in one program: the value of each at x = at, y = other.
template <auto... Functions>
void known(double at, double other, const std::vector<double>& expected) {
  program<Functions..., (0_c * x + 0_c * y), in<double>> values;  // every program has both inputs
  BOOST_TEST_REQUIRE(values.run(x = at, y = other).ok());
  close(at, {values[Functions][0]...}, expected);
}

template <auto... Functions>
void slopes(double at, double other, const std::vector<double>& expected) {
  known<grad(Functions, x)...>(at, other, expected);
}

template <graph A, graph B>
consteval bool same(expr<A>, expr<B>) {
  return A.root().hash == B.root().hash;
}

}  // namespace

BOOST_AUTO_TEST_CASE(exponentials_and_roots) {
  for (double v : {0.3, 1.0, 7.5})
    known<exp(x), expm1(x), log(x), log1p(x), log2(x), square(x), sqrt(x), rsqrt(x), cbrt(x)>(
        v, 0,
        {std::exp(v), std::expm1(v), std::log(v), std::log1p(v), std::log2(v), v * v, std::sqrt(v), 1 / std::sqrt(v),
         std::cbrt(v)});
  slopes<exp(x), expm1(x), log(x), log1p(x), log2(x), square(x), sqrt(x), rsqrt(x), cbrt(x)>(
      4, 0, {std::exp(4.), std::exp(4.), 0.25, 0.2, 0.25 / std::log(2.), 8, 0.25, -0.0625, 1 / (3 * std::cbrt(16.))});
  known<expm1(x), log1p(x), cbrt(x)>(-1e-10, 0, {std::expm1(-1e-10), std::log1p(-1e-10), std::cbrt(-1e-10)});
}

BOOST_AUTO_TEST_CASE(trigonometric_and_hyperbolic_functions) {
  for (double v : {-0.9, 0.2, 0.8})
    known<sin(x), cos(x), tan(x), asin(x), acos(x), atan(x), sinh(x), cosh(x), tanh(x), erf(x)>(
        v, 0,
        {std::sin(v), std::cos(v), std::tan(v), std::asin(v), std::acos(v), std::atan(v), std::sinh(v), std::cosh(v),
         std::tanh(v), std::erf(v)});
  slopes<sin(x), cos(x), tan(x), asin(x), acos(x), atan(x), sinh(x), cosh(x), tanh(x), erf(x)>(
      0.6, 0,
      {std::cos(0.6), -std::sin(0.6), 1 + std::pow(std::tan(0.6), 2), 1.25, -1.25, 1 / 1.36, std::cosh(0.6),
       std::sinh(0.6), 1 - std::pow(std::tanh(0.6), 2), 2 / std::sqrt(std::acos(-1.)) * std::exp(-0.36)});
  const double root = std::sqrt(std::acos(-1.));
  for (double v : {-7.0, -0.4, 0.0, 1.5, 9.0})
    known<erfc(x), normal_cdf(x)>(v, 0, {std::erfc(v), std::erfc(-v / std::sqrt(2.)) / 2});
  slopes<erfc(x), normal_cdf(x)>(-1.2, 0, {-2 / root * std::exp(-1.44), std::exp(-0.72) / (root * std::sqrt(2.))});
  known<atan2(y, x)>(-1, 1, {std::atan2(1., -1.)});
  slopes<atan2(y, x), atan2(x, y)>(3, 4, {-0.16, 0.16});
}

BOOST_AUTO_TEST_CASE(powers) {
  known<pow(x, 0_c), pow(x, 1_c), pow(x, 2_c), pow(x, 3_c), pow(x, 0.5_c), pow(x, -1_c), pow(x, 2.5_c), pow(2_c, x)>(
      4, 0, {1, 4, 16, 64, 2, 0.25, 32, 16});
  known<pow(x, 3_c), pow(x, 5_c), pow(x, -3_c)>(-2, 0, {-8, -32, -0.125});
  slopes<pow(x, 0_c) + x, pow(x, 2_c), pow(x, 2.5_c), pow(2_c, x), pow(x, y)>(4, 1.5, {1, 8, 20, 16 * std::log(2.), 3});
  known<grad(pow(y, x), x)>(2, 3, {9 * std::log(3.)});
  // At 0: x^0 is 1, and its derivatives do not become 0 * infinity.
  known<pow(x, y), grad(pow(x, y), x), grad(pow(x, y), y)>(0, 0, {1, 0, 0});
}

BOOST_AUTO_TEST_CASE(pieces_and_where_they_meet) {
  known<abs(x), sign(x), floor(x), relu(x), clamp(x, -1_c, 2_c), min(x, y), max(x, y)>(-1.5, 1,
                                                                                       {1.5, -1, -2, 0, -1, -1.5, 1});
  known<less(x, y), less_equal(x, y), greater(x, y), greater_equal(x, y), equal(x, y), not_equal(x, y)>(
      2, 2, {0, 1, 0, 1, 1, 0});
  known<(x < y), (x <= y), (x > y), (x >= y), where(x < y, x, y)>(1, 2, {1, 1, 0, 0, 1});
  slopes<abs(x), relu(x), floor(x) + x, sign(x) + x>(0, 0, {0, 0, 1, 1});
  slopes<abs(x), relu(x), clamp(x, -1_c, 2_c)>(-3, 0, {-1, 0, 0});
  slopes<clamp(x, -1_c, 2_c), clamp(x, 2_c, 3_c), clamp(x, 0_c, 3_c)>(2, 0, {1, 1, 1});
  // If both operands are equal the derivative goes to the first.
  slopes<max(x, y), max(y, x), min(x, y), min(y, x)>(2, 2, {1, 0, 1, 0});
  slopes<stop_gradient(x) * x>(3, 0, {3});
}

BOOST_AUTO_TEST_CASE(large_operands) {
  known<tanh(x), sigmoid(x), softplus(x), erf(x), atan(x), exp(x)>(1e4, 0, {1, 1, 1e4, 1, std::atan(1e4), infinity});
  known<tanh(x), sigmoid(x), softplus(x), erf(x), exp(x)>(-1e4, 0, {-1, 0, 0, -1, 0});
  slopes<tanh(x), sigmoid(x), softplus(x), erf(x)>(1e4, 0, {0, 0, 1, 0});
}

// Simplification.
static_assert(same(simplify(pow(x, 2_c)), square(x)));
static_assert(same(simplify(pow(x, 1_c)), x));
static_assert(same(simplify(pow(x, 0_c)), 1_c));
static_assert(same(simplify(pow(x, 0.5_c)), sqrt(x)));
static_assert(same(simplify(pow(2_c, 3_c)), 8_c));
static_assert(same(simplify(square(-x)), square(x)));
static_assert(same(simplify(cos(abs(x))), cos(x)));
static_assert(same(simplify(abs(abs(x))), abs(x)));
static_assert(same(simplify(abs(square(x))), square(x)));
static_assert(same(simplify(relu(relu(x))), relu(x)));
static_assert(same(simplify(floor(floor(x))), floor(x)));
static_assert(same(grad(pow(x, 2_c), x), simplify(2_c * x)));
