// Reductions along every choice of axes, and softmax.
#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto x = input<"x", 3, 4>;
using of_x = about<x>;

}  // namespace

BOOST_AUTO_TEST_SUITE(reductions)

BOOST_AUTO_TEST_CASE(sums_and_products) {
  const doubles at = drawn(12, 1, 0.4, 1.5);
  of_x::first_order<sum<0>(x * x), mean<1>(x), mean(x * x), prod<0>(x), prod(x), norm<1>(x), norm(x), variance<0>(x),
                    variance(x)>(at);
  of_x::second_order<sum<1>(x * x * x), prod<1>(x), norm<0>(x), variance(x)>(at);
}

BOOST_AUTO_TEST_CASE(extremes) {
  const doubles at = drawn(12, 2, 0.4, 1.5);
  of_x::first_order<max<0>(x), max(x), min<1>(x * x), min(x), argmax<1>(x) + sum<1>(x), argmin<0>(x) * sum<0>(x),
                    argmax_last(x) + sum(x), argmin_last<1>(x) + sum<1>(x), hardmax<0>(x) * x, hardmax(x) + x>(at);
  of_x::second_order<max<1>(x * x * x), min<0>(x * x)>(at);
}

BOOST_AUTO_TEST_CASE(exponentials) {
  const doubles at = drawn(12, 3, -2, 2);
  of_x::first_order<logsumexp<0>(x), logsumexp(x), softmax<0>(x), softmax(x), log_softmax<0>(x), softmin(x),
                    softmin<0>(x)>(at);
  of_x::second_order<logsumexp<1>(x), softmax<1>(x), log_softmax<0>(x), softmin<0>(x)>(at);
}

BOOST_AUTO_TEST_SUITE_END()
