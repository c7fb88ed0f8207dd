// Windows, convolution and pooling: overlapping windows, strides that skip elements, dilation, padding, groups.
#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto line = input<"line", 2, 9>;
constexpr auto image = input<"image", 2, 5, 6>;
constexpr auto taps = parameter<"taps", 2, 3, 4>;           // for one dimension: 2 channels, 3 taps, 4 filters
constexpr auto filters = parameter<"filters", 2, 2, 3, 2>;  // for an image
constexpr auto grouped = parameter<"grouped", 1, 2, 2, 4>;  // for an image in two groups
constexpr auto signal = table<fixed_numbers<18>(), 2, 9>;
constexpr auto picture = table<fixed_numbers<60>(), 2, 5, 6>;
constexpr auto stencil = table<fixed_numbers<24>(), 2, 3, 4>;
constexpr auto masks = table<fixed_numbers<24>(), 2, 2, 3, 2>;

constexpr convolution wide{.stride = 2, .padding = 2, .dilation = 2};
constexpr convolution uneven{.stride = {1, 2}, .padding = {1, 0}};

template <graph G>
consteval auto in_a_row(expr<G> e) {
  return reshape<-1>(e);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(convolutions)

BOOST_AUTO_TEST_CASE(first_derivatives) {
  about<line>::first_order<in_a_row(windows<1, 3>(line)), in_a_row(windows<1, 3, 2>(line)),
                           in_a_row(windows<1, 2, 2, 3>(line)), in_a_row(windows<1, 3, 3>(line)),
                           in_a_row(windows<0, 1>(line)), convolve(line, stencil), convolve<wide>(line, stencil),
                           max_pool1d<3>(line), avg_pool1d<2, pooling{.stride = 1, .padding = 1}>(line)>(drawn(18, 1));
  about<image>::first_order<in_a_row(convolve(image, masks)), in_a_row(convolve<uneven>(image, masks)),
                            in_a_row(max_pool2d<2>(image)), in_a_row(avg_pool2d<spatial{2, 3}>(image)),
                            in_a_row(max_pool2d<3, pooling{.stride = 2, .padding = 1}>(image))>(drawn(60, 2));
  about<taps>::first_order<in_a_row(convolve(signal, taps)), in_a_row(convolve<wide>(signal, taps))>(drawn(24, 3));
  about<filters>::first_order<in_a_row(convolve(picture, filters)), in_a_row(convolve<uneven>(picture, filters))>(
      drawn(24, 4));
  about<grouped>::first_order<in_a_row(convolve<convolution{.padding = 1, .groups = 2}>(picture, grouped))>(
      drawn(16, 5));
}

BOOST_AUTO_TEST_CASE(second_derivatives) {
  constexpr auto cube = line * line * line;
  about<line>::second_order<convolve<wide>(cube, stencil), windows<1, 4, 2>(cube), avg_pool1d<2>(cube),
                            max_pool1d<2>(cube)>(drawn(18, 6));
  about<taps>::second_order<convolve(signal, taps * taps * taps)>(drawn(24, 7));
}

BOOST_AUTO_TEST_CASE(samples) {
  about<line>::batched<5, double, convolve(line, taps), convolve<wide>(line, taps), max_pool1d<2>(line)>(
      drawn(5 * 18, 8));
  about<image>::batched<16, float, convolve(image, filters), convolve<uneven>(image, filters), max_pool2d<2>(image)>(
      drawn(16 * 60, 9));
  about<image>::batched<27, float, convolve<convolution{.padding = 1, .groups = 2}>(image, grouped),
                        max_pool2d<3, pooling{.stride = 1, .padding = 1}>(image), avg_pool2d<2>(image)>(
      drawn(27 * 60, 10));
}

BOOST_AUTO_TEST_SUITE_END()
