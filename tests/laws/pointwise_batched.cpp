// Functions of one variable: a tile of samples compared with single samples, float with double.
#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto x = input<"x", 3>;

template <auto... F>
void batched(double low, double high) {
  about<x>::batched<5, double, F...>(drawn(5 * 3, 1, low, high));
  about<x>::batched<16, float, F...>(drawn(16 * 3, 2, low, high));
  about<x>::batched<27, double, F...>(drawn(27 * 3, 3, low, high));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pointwise_batched)

BOOST_AUTO_TEST_CASE(all_numbers) {
  batched<exp(x), expm1(x), square(x), sin(x), cos(x), tan(x), atan(x), sinh(x), cosh(x), tanh(x), erf(x), erfc(x),
          normal_cdf(x), sigmoid(x), softplus(x), relu(x), elu(x), selu(x), gelu(x), gelu_tanh(x), silu(x), mish(x),
          softsign(x), hard_sigmoid(x), hard_tanh(x), hard_swish(x), leaky_relu(x), abs(x), floor(x) + x, sign(x) * x,
          pow(x, 3_c)>(-1.2, 1.2);
}

BOOST_AUTO_TEST_CASE(thresholds_and_rounding) {
  batched<celu<0.4>(x), log_sigmoid(x), hard_shrink<0.3>(x), soft_shrink(x), thresholded<0.1>(x), asinh(x),
          round(x) + x, ceil(x) * x, trunc(3_c * x) * x, logical_not(x < 0.1_c) * x, x*((x < 0_c) || (0.5_c < x))>(-1.2,
                                                                                                                   1.2);
}

BOOST_AUTO_TEST_CASE(from_zero_to_one) {
  batched<log(x), log1p(x), log2(x), sqrt(x), rsqrt(x), cbrt(x), pow(x, 2.5_c), pow(2_c, x), asin(x), acos(x), atanh(x),
          acosh(x + 1_c), fmod(x, 0.3_c), mod(-x, 0.3_c)>(0.1, 0.9);
}

BOOST_AUTO_TEST_SUITE_END()
