// Any number of samples per call: less than a tile, one tile, several, and a partial last one.
#include "numbers.hpp"

namespace {

using namespace program_tests;

constexpr auto x = input<"x", 5>;
constexpr auto y = input<"y", 3>;
constexpr auto hidden = relu(dense<"hidden", 9>(x));
constexpr auto z = dense<"out", 3>(hidden);
constexpr auto loss = softmax_cross_entropy(z, y);
constexpr auto size = sum(parameter<"hidden.weight">(z) * parameter<"hidden.weight">(z));  // independent of the samples
constexpr auto slope = grad(loss, parameter<"out.weight">(loss));

// Targets that are probabilities.
std::vector<float> targets(std::size_t count) {
  std::vector<float> t = drawn(3 * count, 2);
  for (float& f : t) f = f * f;
  return t;
}

template <class Reference, class Trainer>
void one_step(std::size_t n) {
  Reference reference{seed{9}};
  Trainer net{seed{9}};
  const auto inputs = drawn(5 * n, 3), wanted = targets(n);
  for (int step = 0; step < 2; ++step) {
    const float a = reference.step(x = inputs, y = wanted), b = net.step(x = inputs, y = wanted);
    close(std::vector{b}, std::vector{a}, 2e-6, static_cast<int>(n));
  }
  close(weights(net), weights(reference), 2e-6, static_cast<int>(n));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(samples)

BOOST_AUTO_TEST_CASE(a_call_equals_one_call_for_each_sample) {
  program<z, loss, slope, size, batch<8>> many{seed{2}};
  program<z, loss, slope, size> one{many.parameters()};
  for (std::size_t n : {1u, 2u, 7u, 8u, 9u, 15u, 16u, 17u, 29u}) {
    const auto inputs = drawn(5 * n, n), wanted = targets(n);
    std::vector<float> all_z(3 * n), all_loss(n), all_slopes(27 * n), one_size(1);
    BOOST_TEST_REQUIRE(
        many.run(x = inputs, y = wanted, z = all_z, loss = all_loss, slope = all_slopes, size = one_size).ok());
    for (std::size_t s = 0; s < n; ++s) {
      BOOST_TEST_REQUIRE(
          one.run(x = std::span(inputs).subspan(5 * s, 5), y = std::span(wanted).subspan(3 * s, 3)).ok());
      close(std::span<const float>(all_z).subspan(3 * s, 3), one[z], 2e-6, static_cast<int>(n));
      close(std::span<const float>(all_loss).subspan(s, 1), one[loss], 2e-6, static_cast<int>(n));
      close(std::span<const float>(all_slopes).subspan(27 * s, 27), one[slope], 2e-6, static_cast<int>(n));
      close(one_size, one[size], 2e-6, static_cast<int>(n));
    }
    // The program keeps the last tile.
    const std::size_t last = (n - 1) % 8 + 1;
    BOOST_TEST(many[z].size() == 3 * last);
    BOOST_TEST(same_bits(many[z], std::span(all_z).last(3 * last)));
  }
}

// The result of a sample does not depend on its position, on the other samples, or on their number.
template <class Program>
void same_bits_anywhere(std::size_t count) {
  Program p{seed{2}};
  const auto inputs = drawn(5 * count, 7), wanted = targets(count);
  std::vector<float> all(3 * count);
  BOOST_TEST_REQUIRE(p.run(x = inputs, y = wanted, z = all).ok());
  for (std::size_t s = 0; s < count; ++s) {
    BOOST_TEST_REQUIRE(p.run(x = std::span(inputs).subspan(5 * s, 5), y = std::span(wanted).subspan(3 * s, 3)).ok());
    BOOST_TEST(same_bits(p[z], std::span(all).subspan(3 * s, 3)));
  }
}
BOOST_AUTO_TEST_CASE(a_sample_has_the_same_bits_anywhere) {
  same_bits_anywhere<program<z, loss, batch<8>>>(21);
  constexpr int lanes = simd::lanes<simd::vec<float>>;  // whole register tiles, and a remainder
  same_bits_anywhere<program<z, loss, batch<3 * lanes>>>(3 * lanes);
}

BOOST_AUTO_TEST_CASE(a_step_uses_the_mean_gradient_of_all_samples) {
  using reference = training_step<loss, sgd{0.3}, batch<32>>;
  using tiles_of_four = training_step<loss, sgd{0.3}, batch<4>>;
  using tiles_of_eleven = training_step<loss, sgd{0.3}, batch<11>>;
  using one_at_a_time = training_step<loss, sgd{0.3}, lanes<1>>;
  for (std::size_t n : {1u, 3u, 4u, 5u, 8u, 11u, 13u, 32u}) {
    one_step<reference, tiles_of_four>(n);
    one_step<reference, tiles_of_eleven>(n);
    one_step<reference, one_at_a_time>(n);
  }
  using adam_at_once = training_step<loss, adam{0.01}, batch<32>>;
  using adam_in_tiles = training_step<loss, adam{0.01}, batch<8>>;
  one_step<adam_at_once, adam_in_tiles>(29);
}

BOOST_AUTO_TEST_SUITE_END()
