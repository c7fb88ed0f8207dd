// Resizing: larger, smaller, by whole and by other factors, of one element and to one.
#include "laws.hpp"

#include <tapeless/nn/resize.hpp>

namespace {

using namespace laws;

constexpr auto line = input<"line", 2, 5>;
constexpr auto image = input<"image", 2, 3, 4>;
constexpr auto point = input<"point", 1, 1>;
constexpr auto cubic = interpolation::cubic, linear = interpolation::linear, nearest = interpolation::nearest;
constexpr auto aligned = corner_rule::aligned, asymmetric = corner_rule::asymmetric, halves = corner_rule::half_pixel;

template <graph G>
consteval auto in_a_row(expr<G> e) {
  return reshape<-1>(e);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(resizing)

BOOST_AUTO_TEST_CASE(first_derivatives) {
  about<line>::first_order<in_a_row(resize1d<8>(line)), in_a_row(resize1d<3>(line)),
                           in_a_row(resize1d<9, linear, aligned>(line)), in_a_row(resize1d<7, cubic>(line)),
                           in_a_row(resize<0, 3, cubic, aligned>(line)), in_a_row(resize<1, 1, linear>(line)),
                           in_a_row(resize1d<8, nearest, asymmetric>(line)), in_a_row(upsample1d<3, nearest>(line)),
                           in_a_row(resize1d<4, linear, asymmetric>(line))>(drawn(10, 1));
  about<image>::first_order<in_a_row(resize2d<spatial{5, 3}>(image)), in_a_row(upsample2d<2, cubic>(image)),
                            in_a_row(upsample2d<spatial{1, 2}, nearest>(image))>(drawn(24, 2));
  about<point>::first_order<in_a_row(resize1d<3, cubic>(point)), in_a_row(resize1d<2, nearest>(point))>(drawn(1, 3));
}

BOOST_AUTO_TEST_CASE(second_derivatives) {
  constexpr auto cube = line * line * line;
  about<line>::second_order<resize1d<8>(cube), resize1d<7, cubic>(cube), upsample1d<2, nearest>(cube)>(drawn(10, 4));
}

BOOST_AUTO_TEST_CASE(samples) {
  about<image>::batched<16, float, resize2d<spatial{5, 3}>(image), upsample2d<2, cubic>(image),
                        resize2d<spatial{4, 7}, nearest>(image)>(drawn(16 * 24, 5));
  about<line>::batched<5, double, resize<0, 5, linear, aligned>(line), resize1d<8>(line), upsample1d<2, nearest>(line)>(
      drawn(50, 6));
}

// The element that is read, in float: positions do not suffer from rounding.
BOOST_AUTO_TEST_CASE(the_nearest_of_all_sizes) {
  const auto check = []<int N, int M>(std::integral_constant<int, N>, std::integral_constant<int, M>) {
    constexpr auto y = resize1d<M, nearest, halves>(iota<N>), z = resize1d<M, nearest, asymmetric>(iota<N>);
    program<y, z> run;
    BOOST_TEST_REQUIRE(run.run().ok());
    for (int i = 0; i < M; ++i) {
      BOOST_TEST(run[y][static_cast<std::size_t>(i)] == static_cast<float>((2 * i + 1) * N / (2 * M)));
      BOOST_TEST(run[z][static_cast<std::size_t>(i)] == static_cast<float>(i * N / M));
    }
  };
  check(std::integral_constant<int, 7>{}, std::integral_constant<int, 37>{});
  check(std::integral_constant<int, 39>{}, std::integral_constant<int, 13>{});
  check(std::integral_constant<int, 1000>{}, std::integral_constant<int, 999>{});
  check(std::integral_constant<int, 333>{}, std::integral_constant<int, 1111>{});
}

BOOST_AUTO_TEST_SUITE_END()
