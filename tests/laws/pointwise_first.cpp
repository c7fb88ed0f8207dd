// First derivatives of functions of one variable, each within its domain and away from where it is not smooth.
#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto x = input<"x", 3>;
using of_x = about<x>;

}  // namespace

BOOST_AUTO_TEST_SUITE(pointwise_first)

BOOST_AUTO_TEST_CASE(smooth_functions) {
  for (double low : {-1.2, 0.3}) {
    const doubles at = drawn(3, 1, low, low + 0.9);
    of_x::first_order<exp(x), expm1(x), square(x), cbrt(x), sin(x), cos(x), tan(x), atan(x), sinh(x), cosh(x)>(at);
    of_x::first_order<tanh(x), erf(x), erfc(x), normal_cdf(x), sigmoid(x), softplus(x), -x, pow(x, 2_c), pow(x, 3_c),
                      pow(x, 5_c), 1_c / x>(at);
  }
}

BOOST_AUTO_TEST_CASE(activations_and_pieces) {
  for (double low : {-4.5, -1.9, -0.9, 0.1, 1.1, 3.1})
    of_x::first_order<abs(x), sign(x) + x, floor(x) + x, relu(x), leaky_relu<0.2>(x), elu(x), selu(x), gelu(x),
                      gelu_tanh(x), silu(x), mish(x), softsign(x), hard_tanh(x), hard_swish(x), relu(x) * relu(x)>(
        drawn(3, 2, low, low + 0.8));
}

BOOST_AUTO_TEST_CASE(thresholds_and_rounding) {
  for (double low : {-4.4, -1.9, 0.1, 1.1, 2.6})
    of_x::first_order<celu(x), celu<0.4>(x), log_sigmoid(x), hard_shrink(x), soft_shrink<0.75>(x),
                      thresholded<0.5, -2.0>(x), asinh(x), round(x) * x, ceil(x) * x, trunc(x) * x,
                      fmod(0.25_c * x, 1.2_c), mod(0.25_c * x, -1.3_c)>(drawn(3, 2, low, low + 0.35));
}

BOOST_AUTO_TEST_CASE(positive_numbers) {
  for (double low : {0.5, 1.5, 20.0})
    of_x::first_order<log(x), log1p(x), log2(x), sqrt(x), rsqrt(x), pow(x, 2.5_c), pow(x, -1.5_c), pow(x, 0.3_c),
                      pow(2_c, -x)>(drawn(3, 3, low, 1.5 * low));
}

BOOST_AUTO_TEST_CASE(less_than_one) {
  for (double low : {-0.8, 0.1})
    of_x::first_order<asin(x), acos(x), atanh(x), acosh(x + 2_c), log1p(x), (log1p(x) - log1p(-x)) * 0.5_c>(
        drawn(3, 4, low, low + 0.7));
}

BOOST_AUTO_TEST_SUITE_END()
