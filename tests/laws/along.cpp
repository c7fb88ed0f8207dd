// Indexing along an axis and top_k, with indices that are inputs, constants or computed.
#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto x = input<"x", 3, 5>;
constexpr auto v = input<"v", 3, 2>;
constexpr auto i = input<"i", 3, 2>;   // below 5
constexpr auto j = input<"j", 4, 5>;   // below 3
constexpr auto row = input<"row", 2>;  // below 5
using of_x = about<x>;

const doubles at_i = {4, 0, 1, 1, 3, 2}, at_row = {3, 3};
doubles below_three(int count) {
  doubles values;
  for (int k = 0; k < count; ++k) values.push_back(k * k % 3);
  return values;
}
doubles below_five(int count) {
  doubles values;
  for (int k = 0; k < count; ++k) values.push_back(k * k % 5);
  return values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(along)

BOOST_AUTO_TEST_CASE(first_derivatives) {
  of_x::first_order<gather_along<1>(x, i), gather_along<0>(x * x, j), gather_along<-1>(x, reshape<3, 1>(iota<3>)),
                    scatter_along<1>(x * x, i, v)>(drawn(15, 1), i = at_i, j = below_three(20), v = drawn(6, 2));
  about<v>::first_order<scatter_add_along<1, 5>(v, i), scatter_add_along<0, 4>(v * v, reshape<3, 1>(iota<3>)),
                        scatter_along<1>(x, i, v * v), scatter_add<1, 5>(v * v, row)>(drawn(6, 3), i = at_i,
                                                                                      x = drawn(15, 4), row = at_row);
  of_x::first_order<top_k<3>(x).values, top_k<2, 0>(x * x).values, top_k<5>(x).indices * x>(drawn(15, 5));
}

BOOST_AUTO_TEST_CASE(second_derivatives) {
  of_x::second_order<gather_along<1>(x * x * x, i), top_k<2>(x * x * x).values, scatter_along<1>(x * x * x, i, v)>(
      drawn(15, 6), i = at_i, v = drawn(6, 2));
  about<v>::second_order<scatter_add_along<1, 5>(v * v * v, i), scatter_add<1, 5>(v * v * v, row)>(
      drawn(6, 7), i = at_i, row = at_row);
}

BOOST_AUTO_TEST_CASE(samples) {
  const samples_of<i> is{below_five(27 * 6)};
  const samples_of<j> js{below_three(27 * 20)};
  const samples_of<v> vs{drawn(27 * 6, 8)};
  of_x::batched<5, double, gather_along<1>(x, i), gather_along<0>(x * x, j), scatter_along<1>(x, i, v),
                top_k<2>(x).values, top_k<3, 0>(x * x).values>(drawn(5 * 15, 9), is, js, vs);
  of_x::batched<16, float, gather_along<1>(x * x, i), top_k<5>(x).values, top_k<1, 0>(x).indices>(drawn(16 * 15, 10),
                                                                                                  is);
  about<v>::batched<27, double, scatter_add_along<1, 5>(v * v, i), scatter_add<1, 3>(v, iota<2>)>(vs.numbers, is);
}

BOOST_AUTO_TEST_SUITE_END()
