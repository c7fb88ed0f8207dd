// Products and layers: derivatives with respect to operands and parameters, samples, precision.
#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto a = input<"a", 3, 4>;
constexpr auto b = input<"b", 4, 2>;
constexpr auto v = input<"v", 4>;
constexpr auto w = parameter<"layer.weight">(dense<"layer", 3>(v));
constexpr auto bias = parameter<"layer.bias">(dense<"layer", 3>(v));

const doubles at_a = drawn(12, 1), at_b = drawn(8, 2), at_v = drawn(4, 3);

}  // namespace

BOOST_AUTO_TEST_SUITE(products)

BOOST_AUTO_TEST_CASE(by_the_first_operand) {
  about<a>::first_order<matmul(a, b), matvec(a, v), outer(v, a), contract<"ij,jk->ki">(a, b),
                        contract<"ij,ij->i">(a, a), matmul(transpose(a), a)>(at_a, b = at_b, v = at_v);
  about<v>::first_order<matvec(a, v), vecmat(v, b), dot(v, v), outer(v, v), outer(v, a), dense<"layer", 3>(v)>(
      at_v, a = at_a, b = at_b);
}

BOOST_AUTO_TEST_CASE(by_the_second_operand) {
  about<b>::first_order<matmul(a, b), vecmat(v, b), contract<"ij,jk->ki">(a, b), contract<"ij,ij->j">(b, b)>(
      at_b, a = at_a, v = at_v);
  about<a>::second_order<matmul(a, b) * matmul(a, b), matmul(a, transpose(a)), contract<"ij,ij->i">(a, a)>(at_a,
                                                                                                           b = at_b);
}

BOOST_AUTO_TEST_CASE(layers_by_input_weight_and_bias) {
  constexpr auto layer = tapeless::tanh(dense<"layer", 3>(v));
  constexpr auto two = dense<"out", 2>(layer);
  about<w>::first_order<layer, two, dense<"layer", 3>(v)>(drawn(12, 4), v = at_v);
  about<bias>::first_order<layer, two, dense<"layer", 3>(v)>(drawn(3, 5), v = at_v);
  about<w>::second_order<layer, two>(drawn(12, 6), v = at_v);
  about<v>::second_order<layer, two>(at_v);
}

BOOST_AUTO_TEST_SUITE_END()
