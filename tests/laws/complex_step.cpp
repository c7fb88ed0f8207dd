// An independent formulation: the complex step f'(x) = Im f(x + ih) / h, which has no cancellation, with std::complex;
// the float program is compared with it.
#include <complex>

#include "laws.hpp"

namespace {

using namespace laws;
using number_t = std::complex<double>;

constexpr auto x = input<"x", 5>;

// A function as an expression and as a C++ function.
template <auto F, auto G>
struct pair_of {
  static constexpr auto expression = F;
  static number_t value(number_t z) { return G(z); }
};

template <class T, class... P>
void agree(double low, double high, double tolerance) {
  program<P::expression..., grad(sum(P::expression), x)..., in<T>> run;
  const doubles drawn_at = drawn(5, 21, low, high);
  const std::vector<T> at(drawn_at.begin(), drawn_at.end());
  BOOST_TEST_REQUIRE(run.run(x = at).ok());
  int k = 0;
  (
      [&] {
        const double step = 1e-100;
        doubles values, slopes;
        for (T t : at) {
          const number_t f = P::value({static_cast<double>(t), step});
          values.push_back(f.real());
          slopes.push_back(f.imag() / step);
        }
        close(run[P::expression], values, tolerance, "value", k);
        close(run[grad(sum(P::expression), x)], slopes, tolerance, "derivative", k);
        ++k;
      }(),
      ...);
}

template <class... P>
void agree_in_both(double low, double high) {
  agree<double, P...>(low, high, 1e-13);
  agree<float, P...>(low, high, 3e-6);
}

using std::exp;
constexpr double root = 0.7978845608028654;  // √(2 / π)

}  // namespace

BOOST_AUTO_TEST_SUITE(complex_step)

BOOST_AUTO_TEST_CASE(on_both_sides_of_zero) {
  agree_in_both<
      pair_of<tapeless::exp(x), [](number_t z) { return exp(z); }>,
      pair_of<tapeless::sin(x), [](number_t z) { return std::sin(z); }>,
      pair_of<tapeless::cos(x), [](number_t z) { return std::cos(z); }>,
      pair_of<tapeless::tan(x), [](number_t z) { return std::tan(z); }>,
      pair_of<tapeless::atan(x), [](number_t z) { return std::atan(z); }>,
      pair_of<tapeless::sinh(x), [](number_t z) { return std::sinh(z); }>,
      pair_of<tapeless::cosh(x), [](number_t z) { return std::cosh(z); }>,
      pair_of<tapeless::tanh(x), [](number_t z) { return std::tanh(z); }>,
      pair_of<sigmoid(x), [](number_t z) { return 1.0 / (1.0 + exp(-z)); }>,
      pair_of<softplus(x), [](number_t z) { return std::log(1.0 + exp(z)); }>,
      pair_of<silu(x), [](number_t z) { return z / (1.0 + exp(-z)); }>,
      pair_of<mish(x), [](number_t z) { return z * std::tanh(std::log(1.0 + exp(z))); }>,
      pair_of<gelu_tanh(x), [](number_t z) { return 0.5 * z * (1.0 + std::tanh(root * (z + 0.044715 * z * z * z))); }>,
      pair_of<square(x) * x, [](number_t z) { return z * z * z; }>>(-1.3, 1.3);
}

BOOST_AUTO_TEST_CASE(positive_numbers) {
  agree_in_both<pair_of<tapeless::log(x), [](number_t z) { return std::log(z); }>,
                pair_of<tapeless::log1p(x), [](number_t z) { return std::log(1.0 + z); }>,
                pair_of<tapeless::log2(x), [](number_t z) { return std::log(z) / std::log(2.0); }>,
                pair_of<tapeless::sqrt(x), [](number_t z) { return std::sqrt(z); }>,
                pair_of<rsqrt(x), [](number_t z) { return 1.0 / std::sqrt(z); }>,
                pair_of<tapeless::cbrt(x), [](number_t z) { return exp(std::log(z) / 3.0); }>,
                pair_of<tapeless::asin(x), [](number_t z) { return std::asin(z); }>,
                pair_of<tapeless::acos(x), [](number_t z) { return std::acos(z); }>,
                pair_of<tapeless::asinh(x), [](number_t z) { return std::log(z + std::sqrt(z * z + 1.0)); }>,
                pair_of<tapeless::acosh(x + 1_c),
                        [](number_t z) { return std::log(z + 1.0 + std::sqrt(z) * std::sqrt(z + 2.0)); }>,
                pair_of<tapeless::atanh(x), [](number_t z) { return 0.5 * std::log((1.0 + z) / (1.0 - z)); }>,
                pair_of<tapeless::pow(x, 2.5_c), [](number_t z) { return exp(2.5 * std::log(z)); }>,
                pair_of<tapeless::pow(3_c, x), [](number_t z) { return exp(z * std::log(3.0)); }>>(0.1, 0.8);
}

BOOST_AUTO_TEST_SUITE_END()
