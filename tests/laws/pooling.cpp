// Pooling with lopsided and uncounted padding, with a ceiling, along three axes; global and adaptive pooling.
#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto line = input<"line", 2, 8>;
constexpr auto image = input<"image", 2, 5, 6>;
constexpr auto volume = input<"volume", 2, 3, 4, 3>;
constexpr auto point = input<"point", 1, 1, 1>;

constexpr pooling ceiling{.stride = 3, .ceiling = true};
constexpr pooling uncounted{.stride = 2, .padding = {{0, 1}, {2, 0}}, .count_padding = false};
constexpr pooling behind{.stride = 2, .padding = sides{2, 0}, .count_padding = false};
constexpr pooling both{.stride = {3, 2}, .padding = 1, .dilation = {1, 2}, .ceiling = true};
constexpr pooling same{.stride = 1, .padding = padding::same, .count_padding = false};

template <graph G>
consteval auto in_a_row(expr<G> e) {
  return reshape<-1>(e);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pools)

BOOST_AUTO_TEST_CASE(first_derivatives) {
  about<line>::first_order<in_a_row(max_pool1d<2, ceiling>(line)), in_a_row(avg_pool1d<2, ceiling>(line)),
                           in_a_row(avg_pool1d<3, behind>(line)), in_a_row(avg_pool1d<4, same>(line)),
                           in_a_row(max_pool1d<3, pooling{.stride = 2, .padding = padding::causal}>(line)),
                           in_a_row(adaptive_avg_pool1d<3>(line)), in_a_row(adaptive_max_pool1d<5>(line))>(
      drawn(16, 1));
  about<image>::first_order<in_a_row(avg_pool2d<3, uncounted>(image)), in_a_row(avg_pool2d<3, both>(image)),
                            in_a_row(max_pool2d<3, both>(image)), in_a_row(adaptive_avg_pool2d<spatial{2, 4}>(image)),
                            in_a_row(adaptive_max_pool2d<spatial{3, 1}>(image)), global_avg_pool(image),
                            global_max_pool(image)>(drawn(60, 2));
  about<volume>::first_order<
      in_a_row(max_pool3d<2>(volume)), in_a_row(max_pool3d<2, pooling{.stride = 1, .padding = 1}>(volume)),
      in_a_row(avg_pool3d<spatial{3, 2, 2}, pooling{.stride = 2, .ceiling = true}>(volume)), global_avg_pool(volume)>(
      drawn(72, 3));
  about<point>::first_order<in_a_row(max_pool2d<1>(point)), in_a_row(avg_pool2d<3, same>(point)),
                            in_a_row(adaptive_avg_pool2d<3>(point)), global_max_pool(point)>(drawn(1, 4));
}

BOOST_AUTO_TEST_CASE(second_derivatives) {
  constexpr auto cube = line * line * line;
  about<line>::second_order<max_pool1d<2, ceiling>(cube), avg_pool1d<4, same>(cube), adaptive_avg_pool1d<3>(cube),
                            global_avg_pool(cube)>(drawn(16, 5));
}

BOOST_AUTO_TEST_CASE(samples) {
  about<image>::batched<16, float, avg_pool2d<3, uncounted>(image), max_pool2d<3, both>(image),
                        adaptive_avg_pool2d<spatial{2, 4}>(image)>(drawn(16 * 60, 6));
  about<image>::batched<5, double, avg_pool2d<3, both>(image), adaptive_max_pool2d<spatial{3, 1}>(image),
                        global_max_pool(image)>(drawn(5 * 60, 7));
  about<volume>::batched<9, double, max_pool3d<2>(volume), avg_pool3d<2, pooling{.stride = 1, .padding = 1}>(volume),
                         global_avg_pool(volume)>(drawn(9 * 72, 8));
}

// In row-major order within the plane; the first of equal ones; NaN before all.
BOOST_AUTO_TEST_CASE(indices_of_maxima) {
  constexpr auto x = input<"x", 1, 3, 4>;
  constexpr auto at = max_pool2d_indices<2, pooling{.stride = 2, .padding = {{0, 1}, {0, 0}}}>(x);
  constexpr auto along = max_pool1d_indices<3, pooling{.stride = 1}>(x);
  program<at, along, in<double>> run;
  const double not_a_number = std::nan(""), low = -HUGE_VAL;
  BOOST_TEST_REQUIRE(run.run(x = doubles{1, 2, 7, 7, 2, 0, 7, not_a_number, low, low, low, low}).ok());
  BOOST_TEST(run[at] == (doubles{1, 7, 8, 10}), boost::test_tools::per_element());
  BOOST_TEST(run[along] == (doubles{2, 2, 2, 3, 0, 1}), boost::test_tools::per_element());
  program<at, grad(sum(at), x), in<float>, batch<8>> many;
  std::vector<float> values(8 * 12);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>((i * 5) % 12);
  BOOST_TEST_REQUIRE(many.run(x = values).ok());
  for (std::size_t i = 0; i < many[at].size(); i += 4) BOOST_TEST(many[at][i] == many[at][0]);
  for (const float g : many[grad(sum(at), x)]) BOOST_TEST(g == 0);
}

BOOST_AUTO_TEST_SUITE_END()
