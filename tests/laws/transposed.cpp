// Transposed convolution: strides, padding, dilation, groups; that it is the transpose of the convolution.
#include "laws.hpp"

#include <tapeless/nn/transposed_convolution.hpp>

namespace {

using namespace laws;

constexpr auto line = input<"line", 2, 4>;
constexpr auto image = input<"image", 2, 3, 2>;
constexpr auto point = input<"point", 2, 1>;
constexpr auto taps = table<fixed_numbers<18>(), 2, 3, 3>;        // 3 filters of 3 taps
constexpr auto masks = table<fixed_numbers<36>(), 2, 3, 2, 3>;    // 3 filters of 2 x 3
constexpr auto grouped = table<fixed_numbers<12>(), 2, 1, 2, 3>;  // 2 filters in 2 groups
constexpr auto filters = parameter<"filters", 2, 3, 2, 3>;
constexpr auto picture = table<fixed_numbers<12>(), 2, 3, 2>;

constexpr transposed_convolution wide{.stride = 3, .padding = 1, .output_padding = 2, .dilation = 2};
constexpr transposed_convolution same{.stride = 2, .padding = padding::same};
constexpr transposed_convolution uneven{.stride = {2, 1}, .padding = {{0, 1}, {1, 0}}, .dilation = {1, 2}};
constexpr transposed_convolution in_two{.stride = 2, .padding = {0, 1}, .output_padding = {1, 0}, .groups = 2};

template <graph G>
consteval auto in_a_row(expr<G> e) {
  return reshape<-1>(e);
}

static_assert(decltype(transposed_convolve<wide>(line, taps))::shape == make_shape(3, 14));
static_assert(decltype(transposed_convolve<same>(line, taps))::shape == make_shape(3, 8));

}  // namespace

BOOST_AUTO_TEST_SUITE(transposed_convolutions)

BOOST_AUTO_TEST_CASE(first_derivatives) {
  about<line>::first_order<in_a_row(transposed_convolve(line, taps)), in_a_row(transposed_convolve<wide>(line, taps)),
                           in_a_row(transposed_convolve<same>(line, taps))>(drawn(8, 1));
  about<image>::first_order<
      in_a_row(transposed_convolve(image, masks)), in_a_row(transposed_convolve<uneven>(image, masks)),
      in_a_row(transposed_convolve<in_two>(image, grouped)), in_a_row(conv_transpose2d<"t", 2, 3, same>(image))>(
      drawn(12, 2));
  about<point>::first_order<in_a_row(transposed_convolve(point, taps)),
                            in_a_row(transposed_convolve<wide>(point, taps))>(drawn(2, 3));
  about<filters>::first_order<in_a_row(transposed_convolve<uneven>(picture, filters))>(drawn(36, 4));
}

BOOST_AUTO_TEST_CASE(second_derivatives) {
  constexpr auto cube = line * line * line;
  about<line>::second_order<transposed_convolve<wide>(cube, taps), transposed_convolve<same>(cube, taps)>(drawn(8, 5));
}

BOOST_AUTO_TEST_CASE(samples) {
  about<line>::batched<5, double, transposed_convolve<wide>(line, taps), transposed_convolve<same>(line, taps)>(
      drawn(5 * 8, 6));
  about<image>::batched<16, float, transposed_convolve(image, filters), transposed_convolve<uneven>(image, masks),
                        transposed_convolve<in_two>(image, grouped)>(drawn(16 * 12, 7));
}

// For any x, y and w: y . convolve(x, w) = x . transposed_convolve(y, w'), where w' has its axes in another order.
BOOST_AUTO_TEST_CASE(the_transpose_of_a_convolution) {
  constexpr auto x = input<"x", 4, 8, 7>;
  constexpr auto w = input<"w", 2, 3, 2, 6>;  // [channels / groups, taps.., filters]
  constexpr convolution forth{.stride = {3, 2}, .padding = {1, 0}, .dilation = {1, 3}, .groups = 2};
  constexpr transposed_convolution back{
      .stride = {3, 2}, .padding = {1, 0}, .output_padding = {1, 1}, .dilation = {1, 3}, .groups = 2};
  constexpr auto there = convolve<forth>(x, w);
  constexpr auto y = input<"y", 6, 3, 2>;
  static_assert(decltype(there)::shape == make_shape(6, 3, 2));
  constexpr auto again = transposed_convolve<back>(y, permute<3, 0, 1, 2>(w));
  static_assert(decltype(again)::shape == make_shape(4, 8, 7));
  program<sum(there * y), sum(again * x), in<double>> run;
  BOOST_TEST_REQUIRE(run.run(x = drawn(224, 8), w = drawn(72, 9), y = drawn(36, 10)).ok());
  BOOST_TEST(run[sum(there * y)][0] == run[sum(again * x)][0], boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_SUITE_END()
