// Tiles with fewer samples than a vector has lanes are stored samples first. Whatever a program does with their values
// (packs operands of products, computes into parts of a value, reads with strides), each sample has its own result.
#include "numbers.hpp"

namespace {

using namespace program_tests;

// Compares all outputs and the gradient step of a loss, in tiles of N, with a program for one sample without vectors.
template <class T, int N, auto Out, auto In, auto... Options>
void as_alone(double tolerance) {
  using one_at_a_time = program<Out, lanes<1>, in<T>>;
  using few = program<Out, batch<N>, in<T>, Options...>;
  static one_at_a_time alone{seed{4}};
  static few together{alone.parameters()};
  constexpr std::size_t width = static_cast<std::size_t>(Out.shape.size());
  for (std::size_t count : {std::size_t{N}, std::size_t{2 * N + 1}}) {
    const auto values = drawn<T>(static_cast<std::size_t>(In.shape.size()) * count, 1);
    std::vector<T> expected(width * count), found(width * count);
    BOOST_TEST_REQUIRE(alone.run(In = values, Out = expected).ok());
    BOOST_TEST_REQUIRE(together.run(In = values, Out = found).ok());
    close(found, expected, tolerance, N);
  }
}
template <class T, int N, auto Loss, auto In>
void trains_as_alone(double tolerance) {
  using one_at_a_time = training_step<Loss, sgd{0.1}, lanes<1>, in<T>>;
  using few = training_step<Loss, sgd{0.1}, batch<N>, in<T>>;
  static one_at_a_time alone{seed{4}};
  static few together{seed{4}};
  const auto values = drawn<T>(static_cast<std::size_t>(In.shape.size()) * (2 * N + 1), 1);
  for (int k = 0; k < 2; ++k)
    close(std::vector{T(together.step(In = values))}, std::vector{T(alone.step(In = values))}, tolerance, N);
  close(weights(together), weights(alone), tolerance, N);
}
template <auto Out, auto In>
void in_few_samples() {
  as_alone<float, 2, Out, In>(4e-6);
  as_alone<float, 7, Out, In>(4e-6);
  as_alone<double, 3, Out, In>(1e-13);
  trains_as_alone<float, 2, sum(square(Out)), In>(1e-5);
}

constexpr auto x = input<"x", 4, 10>;
constexpr auto strided = convolve<convolution{.stride = 2}>(x, parameter<"c", 4, 3, 5>);
constexpr auto one_position = convolve<convolution{.stride = 3}>(slice<1, 0, 3>(x), parameter<"c1", 4, 3, 5>);
constexpr auto one_filter = convolve<convolution{.stride = 2}>(x, parameter<"c2", 4, 3, 1>);
constexpr auto deep = relu(convolve<convolution{.stride = 2, .padding = 1}>(tanh(strided), parameter<"d", 5, 3, 3>));
constexpr auto every_other = matmul(slice<1, 0, to_end, 2>(x), parameter<"e", 5, 3>);
constexpr auto turned = matmul(transpose(x), parameter<"t", 4, 6>);
constexpr auto turned_twice = transpose(matmul(parameter<"u", 3, 4>, x));
constexpr auto with_itself = matmul(x, transpose(x));

constexpr auto v = input<"v", 5>;
constexpr auto first = slice<0, 0, 1>(v);
constexpr auto second = slice<0, 1, 2>(v);
constexpr auto rest = slice<0, 2, 5>(v);
constexpr auto pair = dense<"pair", 4>(concat<0>(square(first), tanh(second)));
constexpr auto triple = dense<"triple", 4>(concat<0>(square(first), square(rest), second * 3_c));
constexpr auto columns = concat<1>(reshape<3, 1>(square(rest)), reshape<3, 1>(tanh(rest)));
constexpr auto padded = pad<0, 1, 2>(square(first));
constexpr auto sums_beside = concat<0>(reshape<1>(sum(square(rest))), reshape<1>(dot(rest, parameter<"r", 3>)), first);
// An output of mean and variance, as a user would write it.
constexpr auto head = dense<"head", 2>(v);
constexpr auto mean_and_variance = concat<0>(slice<0, 0, 1>(head), exp(slice<0, 1, 2>(head)));
constexpr auto slope_of_parts = grad(sum(square(first) * second) + sum(exp(rest)), v);

}  // namespace

BOOST_AUTO_TEST_SUITE(few_samples)

BOOST_AUTO_TEST_CASE(packed_operands_of_convolutions) {
  in_few_samples<strided, x>();
  in_few_samples<one_position, x>();
  in_few_samples<one_filter, x>();
  in_few_samples<deep, x>();
}
BOOST_AUTO_TEST_CASE(packed_operands_of_products) {
  in_few_samples<every_other, x>();
  in_few_samples<turned, x>();
  in_few_samples<turned_twice, x>();
  as_alone<float, 3, with_itself, x>(4e-6);
  as_alone<float, 5, with_itself, x>(4e-6);
}
BOOST_AUTO_TEST_CASE(values_computed_in_their_place) {
  in_few_samples<pair, v>();
  in_few_samples<triple, v>();
  in_few_samples<mean_and_variance, v>();
  as_alone<float, 2, columns, v>(4e-6);
  as_alone<float, 3, padded, v>(4e-6);
  as_alone<float, 2, sums_beside, v>(4e-6);
  as_alone<float, 2, slope_of_parts, v>(4e-6);
  as_alone<float, 3, slope_of_parts, v>(4e-6);
}

BOOST_AUTO_TEST_SUITE_END()
