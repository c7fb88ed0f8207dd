// A temporal convolution network on the adding problem: two numbers of a sequence are marked, and their sum is wanted
// where the sequence ends.
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/nn/models/tcn.hpp>
#include <tapeless/tapeless.hpp>

BOOST_AUTO_TEST_SUITE(trained_models)

BOOST_AUTO_TEST_CASE(temporal_convolutions_add) {
  using namespace tapeless;
  constexpr int length = 32;
  constexpr auto x = input<"x", 2, length>;  // numbers in [0, 1), marks
  constexpr auto wanted = input<"wanted", 1>;
  constexpr auto seen = models::tcn<"net", 12, 4, 3>(x);  // sees 61 elements
  constexpr auto y = dense<"out", 1>(reshape<-1>(slice<1, -1, to_end>(seen)));
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
}

BOOST_AUTO_TEST_SUITE_END()
