// Values over the samples of a tile, and their derivatives, against plain loops: any tile, the last one partly filled.
#include "plain.hpp"

namespace {

using namespace training_tests;

constexpr auto x = input<"x", 2>;
constexpr auto w = parameter<"w", 2>;
constexpr auto t = parameter<"t">;  // depends on no sample

constexpr auto h = sin(w * x);
constexpr auto m = mean_over_samples(h);
constexpr auto v = variance_over_samples(h);
constexpr auto s = sum_over_samples(h * 0.1_c);
constexpr auto loss = sum(square(h - m) / (v + 0.5_c)) + sum(s * h) + sum(m * h) * mean_over_samples(t * t) +
                      sum_over_samples(t) * 0.01_c + t;

// The mean loss of a call, for the parameters w[0], w[1], t.
double plain_loss(const numbers_d& p, const numbers_d& xs, std::size_t count, std::size_t tile) {
  return over_tiles(count, tile, [&](std::size_t first, std::size_t now) {
    const double n = static_cast<double>(now);
    double total = 0;
    for (std::size_t f = 0; f < 2; ++f) {
      double sum = 0, squares = 0;
      const auto value = [&](std::size_t i) { return std::sin(p[f] * xs[2 * (first + i) + f]); };
      for (std::size_t i = 0; i < now; ++i) sum += value(i);
      for (std::size_t i = 0; i < now; ++i) squares += (value(i) - sum / n) * (value(i) - sum / n);
      for (std::size_t i = 0; i < now; ++i)
        total += (value(i) - sum / n) * (value(i) - sum / n) / (squares / n + 0.5) + 0.1 * sum * value(i) +
                 sum / n * value(i) * p[2] * p[2];
    }
    return total / n + n * p[2] * 0.01 + p[2];
  });
}

template <auto... Options>
using trainer = training_step<loss, sgd{0.0}, Options...>;

template <class Net>
auto gradients_of(const Net& net) {
  std::vector<typename Net::value_type> found(3);
  net.copy_gradient(w, std::span<typename Net::value_type, 2>(found.data(), 2));
  net.copy_gradient(t, std::span<typename Net::value_type, 1>(found.data() + 2, 1));
  return found;
}

template <class Net>
void agrees_with_loops() {
  using T = typename Net::value_type;
  constexpr std::size_t tile = Net::samples;
  constexpr double tolerance = sizeof(T) == 4 ? 4e-6 : 2e-9;
  Net net;
  set_weights(net);
  const numbers_d at = {net[w][0], net[w][1], net[t][0]};
  const auto all = drawn<T>(5 * tile + 2, 7);
  for (std::size_t count = 1; count <= (5 * tile + 1) / 2; ++count) {
    const auto some = std::span(all).first(2 * count);
    const auto plain = [&](const numbers_d& p) { return plain_loss(p, in_double(some), count, tile); };
    const double found = require(net.gradients(x = some));
    const int which = static_cast<int>(1000 * tile + count);
    close(numbers_d{found}, numbers_d{plain(at)}, tolerance, which);
    close(gradients_of(net), differences(plain, at), 2 * tolerance, which);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(over_samples)

BOOST_AUTO_TEST_CASE(any_number_of_samples_in_any_tile) {
  agrees_with_loops<trainer<batch<2>>>();
  agrees_with_loops<trainer<batch<8>>>();
  agrees_with_loops<trainer<batch<33>>>();
  agrees_with_loops<trainer<batch<5>, in<double>>>();
  agrees_with_loops<trainer<batch<16>, in<double>>>();
  agrees_with_loops<trainer<batch<5>, in<double>, lanes<1>>>();
}

BOOST_AUTO_TEST_CASE(threads_give_the_same_bits) {
  trainer<batch<8>> alone;
  trainer<batch<8>, threads<2>> shared;
  set_weights(alone);
  set_weights(shared);
  thread_pool pool(2);
  const auto all = drawn(2 * 43, 7);
  for (std::size_t count : {1u, 7u, 8u, 9u, 16u, 20u, 43u}) {
    const auto some = std::span(all).first(2 * count);
    const float expected = require(alone.gradients(x = some)), found = require(shared.gradients(on(pool), x = some));
    BOOST_TEST(found == expected);
    BOOST_TEST(same_bits(gradients_of(alone), gradients_of(shared)));
  }
}

// The lanes behind the last sample hold the first sample of the tile once more: counted twice, it would overflow.
BOOST_AUTO_TEST_CASE(lanes_that_fill_up_a_tile_are_not_counted) {
  constexpr auto total = sum(sum_over_samples(x * w));
  training_step<total, sgd{0.0}, batch<8>> net;
  const std::vector<float> huge = {3e38f, -2e38f, -1e38f, 1e38f, -1e38f, 1e38f};
  net[w][0] = net[w][1] = 1;
  BOOST_TEST(std::abs(require(net.gradients(x = huge)) - 1e38f) <= 1e32f);
  float slope[2];
  net.copy_gradient(w, slope);
  BOOST_TEST(std::abs(slope[0] - 1e38f) <= 1e32f);
  BOOST_TEST(std::abs(slope[1]) <= 1e32f);
}

// In a program each sample sees the value of its tile.
template <auto... Options>
void for_each_sample() {
  program<m, h - m, batch<4>, Options...> p;
  set_weights(p);
  const auto weight = copy(p[w]);
  const auto all = drawn(20, 8);
  for (std::size_t count : {1u, 3u, 4u, 6u, 10u}) {
    std::vector<float> means(2 * count), rest(2 * count);
    BOOST_TEST_REQUIRE(p.run(x = std::span(all).first(2 * count), m = means, h - m = rest).ok());
    for (std::size_t i = 0; i < 2 * count; ++i) {
      const std::size_t first = i / 8 * 4, now = std::min<std::size_t>(4, count - first), f = i % 2;
      const auto value = [&](std::size_t k) { return std::sin(double{weight[f]} * all[2 * k + f]); };
      double sum = 0;
      for (std::size_t k = first; k < first + now; ++k) sum += value(k);
      const double mean = sum / static_cast<double>(now);
      BOOST_TEST(std::abs(means[i] - mean) < 1e-6);
      BOOST_TEST(std::abs(rest[i] - (value(i / 2) - mean)) < 1e-6);
    }
    const std::size_t last = (count - 1) % 4 + 1;
    BOOST_TEST(p[m].size() == 2 * last);
  }
}
BOOST_AUTO_TEST_CASE(in_a_program) {
  for_each_sample<>();
  for_each_sample<training_mode>();
}

BOOST_AUTO_TEST_SUITE_END()
