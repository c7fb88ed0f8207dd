// Cumulative sums and products and linear recurrences, along each axis; products also with elements that are 0.
#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto x = input<"x", 3, 5>;
constexpr auto a = input<"a", 3, 1>;
constexpr auto b = input<"b", 5>;
using of_x = about<x>;

const doubles at_a = drawn(3, 5, -1.2, 1.2), at_b = drawn(5, 6);

doubles with_zeros(int count) {
  doubles values = drawn(count, 7, 0.5, 1.5);
  for (std::size_t i = 0; i < values.size(); i += 3) values[i] = 0;
  values[1] = 0;  // two zeros in one row
  return values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cumulative)

BOOST_AUTO_TEST_CASE(first_derivatives) {
  of_x::first_order<cumsum(x * x), cumsum<0>(x), cumprod(x), cumprod<0>(x * x), flip<1>(cumprod(flip<1>(x)))>(
      drawn(15, 1, -1.4, 1.4));
  of_x::first_order<linear_recurrence(x, x * x), linear_recurrence<0>(x, b), linear_recurrence(a, x),
                    linear_recurrence<0>(b, x)>(drawn(15, 2), a = at_a, b = at_b);
  about<a>::first_order<linear_recurrence(a, x), linear_recurrence<0>(x, a), linear_recurrence<-1>(a, b)>(
      at_a, x = with_zeros(15), b = at_b);
}

BOOST_AUTO_TEST_CASE(at_zero) {
  of_x::first_order<cumprod(x), cumprod<0>(x), linear_recurrence(x, x)>(with_zeros(15));
  of_x::second_order<cumprod(x), cumprod<0>(x)>(with_zeros(15));
}

BOOST_AUTO_TEST_CASE(second_derivatives) {
  of_x::second_order<cumsum<0>(x * x * x), cumprod(x), linear_recurrence<0>(x, x)>(drawn(15, 3, -1.4, 1.4));
}

BOOST_AUTO_TEST_CASE(samples) {
  const samples_of<a> as{drawn(27 * 3, 8)};
  const samples_of<b> bs{drawn(27 * 5, 9)};
  of_x::batched<5, double, cumsum(x), cumsum<0>(x * x), cumprod(x), linear_recurrence(a, x),
                linear_recurrence<0>(x, b)>(drawn(5 * 15, 10), as, bs);
  of_x::batched<16, float, cumsum(x * x), cumprod<0>(x), linear_recurrence<0>(b, x)>(drawn(16 * 15, 11), bs);
  about<a>::batched<27, double, cumsum<0>(a), linear_recurrence(a, b), cumprod<0>(a)>(as.numbers, bs);
}

BOOST_AUTO_TEST_SUITE_END()
