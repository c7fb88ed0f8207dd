// Padding by each border, and convolutions with it: sides, same, causal; three spatial axes.
#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto line = input<"line", 2, 7>;
constexpr auto image = input<"image", 2, 4, 5>;
constexpr auto volume = input<"volume", 2, 3, 4, 3>;
constexpr auto point = input<"point", 1, 1>;
constexpr auto stencil = table<fixed_numbers<24>(), 2, 3, 4>;
constexpr auto masks = table<fixed_numbers<24>(), 2, 2, 3, 2>;
constexpr auto solid = table<fixed_numbers<32>(), 2, 2, 2, 2, 2>;
constexpr auto halves = table<fixed_numbers<16>(), 1, 2, 2, 2, 2>;
constexpr auto cubes = parameter<"cubes", 2, 2, 2, 1, 2>;
constexpr auto block = table<fixed_numbers<72>(), 2, 3, 4, 3>;

constexpr convolution causal{.stride = 2, .padding = padding::causal, .dilation = 2};
constexpr convolution same{.stride = {2, 1}, .padding = padding::same, .border = border::edge, .dilation = {1, 2}};
constexpr convolution lopsided{.padding = {{1, 2}, {0, 3}}, .border = border::reflect};
constexpr convolution around{.padding = sides{2, 1}, .border = border::wrap};
constexpr convolution solid_same{.stride = {2, 1, 1}, .padding = padding::same};
constexpr convolution in_groups_of_one{.stride = 2, .padding = 1, .groups = 2};

template <graph G>
consteval auto in_a_row(expr<G> e) {
  return reshape<-1>(e);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(paddings)

BOOST_AUTO_TEST_CASE(first_derivatives) {
  about<line>::first_order<in_a_row(pad<1, 2, 3, border::edge>(line)), in_a_row(pad<-1, 6, 1, border::reflect>(line)),
                           in_a_row(pad<1, 7, 2, border::wrap>(line)), in_a_row(pad<0, 0, 1, border::reflect>(line)),
                           convolve<causal>(line, stencil),
                           convolve<convolution{.padding = {{1, 0}}, .border = border::wrap}>(line, stencil)>(
      drawn(14, 1));
  about<image>::first_order<in_a_row(convolve<same>(image, masks)), in_a_row(convolve<lopsided>(image, masks)),
                            in_a_row(convolve<around>(image, masks))>(drawn(40, 2));
  about<volume>::first_order<in_a_row(convolve(volume, solid)), in_a_row(convolve<solid_same>(volume, solid)),
                             in_a_row(convolve<in_groups_of_one>(volume, halves))>(drawn(72, 3));
  about<cubes>::first_order<in_a_row(convolve<solid_same>(block, cubes))>(drawn(16, 4));
  about<point>::first_order<in_a_row(pad<1, 2, 1, border::edge>(point)), in_a_row(pad<0, 1, 1, border::wrap>(point))>(
      drawn(1, 5));
}

BOOST_AUTO_TEST_CASE(second_derivatives) {
  constexpr auto cube = line * line * line;
  about<line>::second_order<pad<1, 2, 3, border::reflect>(cube), pad<1, 3, 3, border::wrap>(cube),
                            pad<0, 2, 2, border::edge>(cube), convolve<causal>(cube, stencil)>(drawn(14, 6));
}

BOOST_AUTO_TEST_CASE(samples) {
  about<line>::batched<5, double, pad<1, 2, 3, border::edge>(line), pad<0, 1, 1, border::reflect>(line),
                       convolve<causal>(line, stencil)>(drawn(5 * 14, 7));
  about<image>::batched<16, float, convolve<same>(image, masks), convolve<lopsided>(image, masks),
                        convolve<around>(image, masks)>(drawn(16 * 40, 8));
  about<volume>::batched<9, double, convolve(volume, solid), convolve<solid_same>(volume, cubes),
                         convolve<in_groups_of_one>(volume, halves)>(drawn(9 * 72, 9));
}

BOOST_AUTO_TEST_SUITE_END()
