#include <boost/test/unit_test.hpp>

#include <tapeless/ops/joining.hpp>
#include <tapeless/ops/shaping.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/print/to_string.hpp>

#include "network.hpp"

using namespace print_tests;

// The text is made at compile time, so it can be asserted.
static_assert(formula(grad(tanh(a), a)) == "1 - tanh(a)²");

BOOST_AUTO_TEST_SUITE(formulas)

BOOST_AUTO_TEST_CASE(parentheses_stand_where_they_must) {
  BOOST_TEST(to_string(a * (b + 2_c)) == "a * (b + 2)");
  BOOST_TEST(to_string(a - (b - a)) == "a - (b - a)");
  BOOST_TEST(to_string(a + (b + a)) == "a + b + a");
  BOOST_TEST(to_string(a / (b * a)) == "a / (b * a)");
  BOOST_TEST(to_string(square(a + b)) == "(a + b)²");
  BOOST_TEST(to_string(square(square(a))) == "(a²)²");
  BOOST_TEST(to_string(-square(a)) == "-a²");
  BOOST_TEST(to_string(square(-a)) == "(-a)²");
  BOOST_TEST(to_string(exp(a + b)) == "exp(a + b)");
}

BOOST_AUTO_TEST_CASE(signs_are_merged_into_sums) {
  BOOST_TEST(to_string(a + -b) == "a - b");
  BOOST_TEST(to_string(a + constant<number{-2.0}>) == "a - 2");
  BOOST_TEST(to_string(a * -b) == "a * (-b)");
}

BOOST_AUTO_TEST_CASE(numbers_are_written_as_people_do) {
  BOOST_TEST(to_string(a * 2_c) == "2 a");
  BOOST_TEST(to_string(2_c * (3_c * a)) == "2 * 3 a");
  BOOST_TEST(to_string(a + constant<number{1.0 / 3}>) == "a + 1/3");
  BOOST_TEST(to_string(a + 1e-8_c) == "a + 1e-8");
  BOOST_TEST(to_string(a + 0.1_c) == "a + 0.1");
  BOOST_TEST(to_string(a + constant<number{1 - 0.9}>) == "a + 0.1");
  BOOST_TEST(to_string(a + constant<number{0.70710678}>) == "a + 0.707107");
  BOOST_TEST(to_string(a + 12345678_c) == "a + 12345678");
  BOOST_TEST(to_string(mean(v)) == "sum(v) / 3");
}

BOOST_AUTO_TEST_CASE(products_are_those_of_linear_algebra) {
  BOOST_TEST(to_string(matmul(A, B)) == "A B");
  BOOST_TEST(to_string(matmul(A, u)) == "A u");
  BOOST_TEST(to_string(vecmat(v, A)) == "Aᵀ v");
  BOOST_TEST(to_string(matmul(transpose(A), v)) == "Aᵀ v");
  BOOST_TEST(to_string(dot(v, v + v)) == "v · (v + v)");
  BOOST_TEST(to_string(outer(v, u)) == "v uᵀ");
  BOOST_TEST(to_string(v * vecmat(u, transpose(A))) == "v ⊙ A u");
  BOOST_TEST(to_string(a * v) == "a * v");
  BOOST_TEST(to_string(contract<"ij,ij->i">(A, A)) == "contract(\"ij,ij->i\", A, A)");
}

BOOST_AUTO_TEST_CASE(reductions_and_movements_say_which_axis) {
  BOOST_TEST(to_string(sum(v)) == "sum(v)");
  BOOST_TEST(to_string(sum<0>(A)) == "sum[0](A)");
  BOOST_TEST(to_string(sum<0, 1>(A)) == "sum(A)");
  BOOST_TEST(to_string(slice<0, 1, 3>(u)) == "u[1:3]");
  BOOST_TEST(to_string(slice<1, 0, 4, 2>(A)) == "A[:, 0:3:2]");
  BOOST_TEST(to_string(flip<0>(u)) == "u[3::-1]");
  BOOST_TEST(to_string(reshape<2, 2>(u)) == "reshape(u, [2, 2])");
  BOOST_TEST(to_string(concat<0>(u, v)) == "concat(u, v)");
  BOOST_TEST(to_string(pad<0, 1, 2>(u)) == "pad(u, 1, 2)");
}

BOOST_AUTO_TEST_CASE(conditions_read_from_left_to_right) {
  BOOST_TEST(to_string(where(a > 0_c, a, b)) == "where(a > 0, a, b)");
  BOOST_TEST(to_string(where(a <= b, a, 0_c)) == "a * [a <= b]");
  BOOST_TEST(to_string(grad(sum(relu(v)), v)) == "[relu(v) > 0]");
}

BOOST_AUTO_TEST_CASE(what_is_shared_is_named_once) {
  BOOST_TEST(to_string(exp(a) / (1_c + exp(a))) == "s1 = exp(a)\ns1 / (1 + s1)");
  BOOST_TEST(to_string(tanh(A) * square(tanh(A))) == "M1 = tanh(A)\nM1 ⊙ M1²");
  // Names given by the printer never clash with leaves.
  constexpr auto s1 = input<"s1">;
  BOOST_TEST(to_string(exp(s1) / (1_c + exp(s1))) == "s2 = exp(s1)\ns2 / (1 + s2)");
}

BOOST_AUTO_TEST_CASE(derivatives_are_those_of_the_blackboard) {
  BOOST_TEST(to_string(grad(a * b, a)) == "b");
  BOOST_TEST(to_string(grad(tanh(a) * b, a)) == "b * (1 - tanh(a)²)");
  BOOST_TEST(to_string(grad(log(a), a)) == "1 / a");
  BOOST_TEST(to_string(grad(grad(square(a) * b, a), a)) == "2 b");
  BOOST_TEST(to_string(grad(sum(square(matmul(A, u))), A)) == "2 A u uᵀ");
  BOOST_TEST(to_string(grad(dot(v, matmul(A, u)), u)) == "Aᵀ v");
}

BOOST_AUTO_TEST_CASE(a_network_is_a_formula_for_each_layer) {
  BOOST_TEST(to_string(logits) == "w2ᵀ relu(w1ᵀ x + b1) + b2");
  BOOST_TEST(to_string(grad(loss, parameter<"w1">(loss))) ==
             "v1 = relu(w1ᵀ x + b1)\n"
             "v2 = w2ᵀ v1 + b2\n"
             "v3 = exp(v2 - stop_gradient(max(v2)))\n"
             "v4 = sum(y) / sum(v3) * v3 - y\n"
             "v5 = w2 v4 ⊙ [v1 > 0]\n"
             "x v5ᵀ");
}

BOOST_AUTO_TEST_SUITE_END()
