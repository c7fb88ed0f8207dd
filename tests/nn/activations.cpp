// Activations: known values on both sides of 0, derivatives at 0, and finite results for large operands.
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/calculus/gradient.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

namespace {

constexpr auto x = input<"x">;

void close(double at, const std::vector<double>& found, const std::vector<double>& expected) {
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    BOOST_TEST(std::abs(found[i] - expected[i]) <= 1e-14 * (1 + std::abs(expected[i])),
               "function " << i << " at " << at << ": " << found[i] << ", expected " << expected[i]);
}

template <auto... Functions>
void known(double at, const std::vector<double>& expected) {
  program<Functions..., in<double>> values;
  BOOST_TEST_REQUIRE(values.run(x = at).ok());
  close(at, {values[Functions][0]...}, expected);
}

template <auto... Functions>
void finite() {
  program<Functions..., grad(Functions, x)...> values;
  for (float at : {-3e38f, -1e20f, -1e4f, -90.f, -1e-30f, 0.f, 1e-30f, 90.f, 1e4f, 1e20f, 3e38f}) {
    BOOST_TEST_REQUIRE(values.run(x = at).ok());
    const std::vector<float> found = {values[Functions][0]..., values[grad(Functions, x)][0]...};
    for (std::size_t i = 0; i < found.size(); ++i)
      BOOST_TEST(std::isfinite(found[i]), "value or derivative " << i << " at " << at << ": " << found[i]);
  }
}

double sigma(double v) { return 1 / (1 + std::exp(-v)); }
double normal_below(double v) { return 0.5 * (1 + std::erf(v / std::sqrt(2.))); }

}  // namespace

BOOST_AUTO_TEST_CASE(known_values) {
  for (double v : {-4.0, -1.5, -0.2, 0.0, 0.7, 2.0, 5.0}) {
    const double below = std::expm1(std::fmin(v, 0));
    known<sigmoid(x), softplus(x), relu(x), leaky_relu(x), leaky_relu<0.2>(x), prelu(x, 0.3_c), elu(x), elu<0.5>(x)>(
        v, {sigma(v), std::log1p(std::exp(v)), std::fmax(v, 0), v > 0 ? v : 0.01 * v, v > 0 ? v : 0.2 * v,
            v > 0 ? v : 0.3 * v, v > 0 ? v : below, v > 0 ? v : 0.5 * below});
    known<selu(x), gelu(x), gelu_tanh(x), silu(x), mish(x), softsign(x)>(
        v, {1.0507009873554805 * (v > 0 ? v : 1.6732632423543772 * below), v * normal_below(v),
            0.5 * v * (1 + std::tanh(std::sqrt(2 / std::acos(-1.)) * (v + 0.044715 * v * v * v))), v * sigma(v),
            v * std::tanh(std::log1p(std::exp(v))), v / (1 + std::fabs(v))});
    known<hard_sigmoid(x), hard_tanh(x), hard_swish(x)>(
        v, {std::fmin(std::fmax(v / 6 + 0.5, 0), 1), std::fmin(std::fmax(v, -1), 1),
            v * std::fmin(std::fmax(v / 6 + 0.5, 0), 1)});
  }
}

BOOST_AUTO_TEST_CASE(derivatives_at_zero) {
  known<grad(relu(x), x), grad(leaky_relu(x), x), grad(elu(x), x), grad(sigmoid(x), x), grad(softplus(x), x),
        grad(silu(x), x), grad(gelu(x), x), grad(gelu_tanh(x), x), grad(softsign(x), x), grad(hard_sigmoid(x), x),
        grad(hard_tanh(x), x), grad(hard_swish(x), x)>(0, {0, 0.01, 1, 0.25, 0.5, 0.5, 0.5, 0.5, 1, 1. / 6, 1, 0.5});
}

BOOST_AUTO_TEST_CASE(large_operands_give_finite_values_and_derivatives) {
  finite<sigmoid(x), softplus(x), relu(x), leaky_relu(x), elu(x), selu(x), gelu(x), gelu_tanh(x)>();
  finite<silu(x), mish(x), softsign(x), hard_sigmoid(x), hard_tanh(x), hard_swish(x), prelu(x, 0.5_c)>();
}
