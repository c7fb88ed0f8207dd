// Reductions: a tile of samples compared with single samples, float with double.
#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto x = input<"x", 3, 4>;
using of_x = about<x>;

}  // namespace

BOOST_AUTO_TEST_SUITE(reductions_batched)

BOOST_AUTO_TEST_CASE(tiles_of_five) {
  of_x::batched<5, double, sum<0>(x * x), sum<1>(x), sum(x), mean<0>(x), mean(x * x), prod<0>(x), prod<1>(x),
                norm<1>(x), norm(x), variance<0>(x), variance(x), max<0>(x), min<1>(x), max(x),
                argmax<0>(x) + sum<0>(x), argmin<1>(x) * sum<1>(x), argmax_last<1>(x) + sum<1>(x), hardmax(x) * x>(
      drawn(5 * 12, 4, 0.4, 1.5));
}

BOOST_AUTO_TEST_CASE(tiles_of_sixteen_in_float) {
  of_x::batched<16, float, prod(x), norm<0>(x), variance<1>(x), logsumexp<0>(x), logsumexp(x), softmax<0>(x),
                softmax(x), log_softmax<0>(x), log_softmax(x), max<1>(x), min(x), softmin(x), argmin_last<0>(x),
                hardmax<0>(x) * x>(drawn(16 * 12, 5, 0.4, 1.5));
}

BOOST_AUTO_TEST_CASE(tiles_of_twenty_seven) {
  of_x::batched<27, double, sum<1>(x * x), mean<1>(x), prod(x), norm<0>(x), variance<1>(x), logsumexp<1>(x),
                softmax<0>(x), softmax(x), log_softmax(x), min<0>(x), argmax(x) + sum(x)>(drawn(27 * 12, 6, 0.4, 1.5));
}

BOOST_AUTO_TEST_SUITE_END()
