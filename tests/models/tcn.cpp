// A temporal convolution network on the adding problem: two numbers of a sequence are marked, and their sum is wanted
// where the sequence ends.
#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/nn/models/tcn.hpp>
#include <tapeless/tapeless.hpp>

BOOST_AUTO_TEST_SUITE(trained_models)

namespace {

using namespace tapeless;

// The sum, after n numbers in [0, 1) and marks.
template <int N>
constexpr auto sum_of =
    dense<"out", 1>(reshape<-1>(slice<1, -1, to_end>(models::tcn<"net", 12, 4, 3>(input<"x", 2, N>))));

}  // namespace

BOOST_AUTO_TEST_CASE(temporal_convolutions_add) {
  constexpr int length = 32;
  constexpr auto x = input<"x", 2, length>;
  constexpr auto wanted = input<"wanted", 1>;
  constexpr auto y = sum_of<length>;  // sees 61 elements
  constexpr auto loss = mse(y, wanted);
  training_step<loss, adam{0.004}, batch<32>> net{seed{3}};
  std::vector<float> numbers(32 * 2 * length), sums(32);
  double last = 0;
  for (std::uint64_t step = 0; step < 500; ++step) {
    for (std::size_t s = 0; s < 32; ++s) {
      const auto drawn = [&](std::uint64_t i) { return counter_random::uniform(step, 32 * 7 + s, i); };
      float* const sample = &numbers[s * 2 * length];
      for (std::size_t i = 0; i < length; ++i) sample[i] = static_cast<float>(drawn(i)), sample[length + i] = 0;
      const auto a = static_cast<std::size_t>(16 * drawn(100)), b = 16 + static_cast<std::size_t>(16 * drawn(101));
      sample[length + a] = sample[length + b] = 1;
      sums[s] = sample[a] + sample[b];
    }
    const auto done = net.step(x = numbers, wanted = sums);
    BOOST_TEST_REQUIRE(done.ok());
    if (step >= 480) last += static_cast<double>(done) / 20;
  }
  BOOST_TEST(last < 0.02);  // always answering 1 gives 1/6

  // The same expression plays live, by the same parameters, in calls of any length.
  static program<y, batch<32>> whole{net.parameters()};
  static block_lengths<program<sum_of<8>, live>, program<sum_of<1>, live>> player{net.parameters()};
  BOOST_TEST_REQUIRE(whole.run(x = numbers).ok());
  for (std::size_t s = 0; s < 32; ++s) {
    player.forget();
    for (std::size_t first = 0, n = 1 + s % 13; first < length; first += n, n = std::min(n, length - first)) {
      std::vector<float> part;
      for (std::size_t c = 0; c < 2; ++c)
        for (std::size_t t = 0; t < n; ++t) part.push_back(numbers[(2 * s + c) * length + first + t]);
      BOOST_TEST_REQUIRE(player.run(input<"x", 2, 8> = part).ok());
    }
    BOOST_TEST(std::fabs(player[sum_of<8>][0] - whole[y][s]) < 1e-5);
  }
}

BOOST_AUTO_TEST_SUITE_END()
