// Normalisation of channels, and dropout of whole channels.
#include "laws.hpp"

#include <tapeless/nn/channel_normalisation.hpp>

namespace {

using namespace laws;

constexpr auto image = input<"image", 4, 3, 2>;
constexpr auto line = input<"line", 3, 5>;
constexpr auto volume = input<"volume", 2, 2, 1, 3>;
constexpr auto of_table = group_norm<"g", 2>(table<fixed_numbers<24>(), 4, 3, 2>);
constexpr auto scale = parameter<"g.scale">(of_table);

template <graph G>
consteval auto in_a_row(expr<G> e) {
  return reshape<-1>(e);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(channels)

BOOST_AUTO_TEST_CASE(first_derivatives) {
  about<image>::first_order<in_a_row(group_norm<"g", 2>(image)), in_a_row(group_norm<"g", 1>(image)),
                            in_a_row(instance_norm<"i">(image))>(drawn(24, 1));
  about<image>::first_order<in_a_row(local_response_norm<3, 0.5>(image)),
                            in_a_row(local_response_norm<4, 2.0, 0.5, 2.0>(image)),
                            in_a_row(local_response_norm<9, 2.0>(image))>(drawn(24, 2));
  about<line>::first_order<in_a_row(instance_norm<"i", 0.25>(line))>(drawn(15, 3));
  about<volume>::first_order<in_a_row(group_norm<"g", 2>(volume))>(drawn(12, 4));
  about<scale>::first_order<in_a_row(of_table)>(drawn(4, 5));
}

BOOST_AUTO_TEST_CASE(second_derivatives) {
  about<line>::second_order<group_norm<"g", 1>(line), instance_norm<"i">(line), local_response_norm<2, 0.5>(line)>(
      drawn(15, 6));
}

BOOST_AUTO_TEST_CASE(samples) {
  about<image>::batched<16, float, group_norm<"g", 2>(image), instance_norm<"i">(image),
                        local_response_norm<3, 0.5>(image)>(drawn(16 * 24, 7));
  about<line>::batched<5, double, group_norm<"g", 3>(line)>(drawn(5 * 15, 8));
}

// The mean and the variance over the samples and the positions of a tile; what a program then uses.
BOOST_AUTO_TEST_CASE(batch_norm_of_channels) {
  constexpr auto y = batch_norm2d<"b", 0.25>(image);
  constexpr auto target = input<"target", 4, 3, 2>;
  training_step<mse(y, target), sgd{0.0}, in<double>, batch<6>> net;
  program<y, in<double>, batch<6>, training_mode> in_training;
  program<y, in<double>, batch<2>> run;
  const doubles x = drawn(6 * 24, 9);
  BOOST_TEST_REQUIRE(net.step(image = x, target = doubles(x.size())).ok());
  BOOST_TEST_REQUIRE(in_training.run(image = x).ok());
  run.set_parameters(net.parameters());
  BOOST_TEST_REQUIRE(run.run(image = doubles(x.begin(), x.begin() + 24)).ok());
  for (std::size_t c = 0; c < 4; ++c) {
    double m = 0, v = 0;
    const auto each = [&](auto use) {
      for (std::size_t s = 0; s < 6; ++s)
        for (std::size_t p = 0; p < 6; ++p) use(24 * s + 6 * c + p);
    };
    each([&](std::size_t i) { m += x[i] / 36; });
    each([&](std::size_t i) { v += (x[i] - m) * (x[i] - m) / 36; });
    each([&](std::size_t i) { BOOST_TEST(std::abs(in_training[y][i] - (x[i] - m) / std::sqrt(v + 1e-5)) < 1e-12); });
    const double kept = 0.75 + 0.25 * v;
    for (std::size_t p = 6 * c; p < 6 * c + 6; ++p)
      BOOST_TEST(std::abs(run[y][p] - (x[p] - 0.25 * m) / std::sqrt(kept + 1e-5)) < 1e-12);
  }
}

// A channel is dropped as a whole, others are scaled; nothing happens in a program.
BOOST_AUTO_TEST_CASE(dropout_of_channels) {
  constexpr auto y = channel_dropout<"drop", 0.25>(image);
  program<y, in<double>, batch<64>, training_mode> many{seed{5}};
  program<y, in<double>> plain;
  const doubles x = drawn(64 * 24, 10, 1, 2);
  BOOST_TEST_REQUIRE(many.run(image = x).ok());
  int dropped = 0;
  for (std::size_t c = 0; c < 64 * 4; ++c) {
    const bool gone = many[y][6 * c] == 0;
    dropped += gone;
    for (std::size_t i = 6 * c; i < 6 * c + 6; ++i)
      BOOST_TEST(many[y][i] == (gone ? 0 : x[i] / 0.75), boost::test_tools::tolerance(1e-14));
  }
  BOOST_TEST(dropped > 40);
  BOOST_TEST(dropped < 90);
  BOOST_TEST_REQUIRE(plain.run(image = doubles(x.begin(), x.begin() + 24)).ok());
  for (std::size_t i = 0; i < 24; ++i) BOOST_TEST(plain[y][i] == x[i]);
}

BOOST_AUTO_TEST_SUITE_END()
