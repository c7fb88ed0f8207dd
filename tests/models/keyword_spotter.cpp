// The keyword spotter on made-up words: two tones each, of which the second is higher, lower or the same, somewhere in
// a noisy spectrogram.
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/nn/models/keyword_spotter.hpp>
#include <tapeless/tapeless.hpp>

BOOST_AUTO_TEST_SUITE(trained_models)

int word(float* spectrogram, std::uint64_t number) {
  const auto drawn = [&](std::uint64_t i) { return tapeless::counter_random::uniform(4, number, i); };
  const int kind = static_cast<int>(3 * drawn(0)), begin = static_cast<int>(20 * drawn(1));
  const int first = 3 + static_cast<int>(4 * drawn(2)), second = first + (kind == 0 ? 0 : kind == 1 ? 3 : -3);
  for (int t = 0; t < 49; ++t)
    for (int c = 0; c < 10; ++c) {
      const bool tone =
          (t >= begin && t < begin + 10 && c == first) || (t >= begin + 10 && t < begin + 20 && c == second);
      spectrogram[10 * t + c] =
          static_cast<float>((tone ? 1.5 : 0) + drawn(static_cast<std::uint64_t>(100 + 10 * t + c)) - 0.5);
    }
  return kind;
}

BOOST_AUTO_TEST_CASE(keywords) {
  using namespace tapeless;
  constexpr auto x = input<"x", 1, 49, 10>;
  constexpr auto kind = class_index<"kind", 3>;
  constexpr auto logits = models::keyword_spotter<"net", 3, 16, 2>(x);
  constexpr auto guess = argmax(logits);
  static training_step<softmax_cross_entropy(logits, kind), adam{0.005}, batch<32>> net{seed{1}};  // large for a stack
  std::vector<float> sounds(64 * 490);
  std::vector<int> kinds(64);
  for (std::uint64_t step = 0; step < 200; ++step) {
    for (std::size_t s = 0; s < 64; ++s) kinds[s] = word(&sounds[490 * s], 64 * step + s);
    BOOST_TEST_REQUIRE(net.step(x = sounds, kind = kinds).ok());
  }
  static program<guess, batch<32>> model;
  model.set_parameters(net.parameters());
  for (std::size_t s = 0; s < 64; ++s) kinds[s] = word(&sounds[490 * s], 1000000 + s);
  std::vector<float> guesses(64);
  BOOST_TEST_REQUIRE(model.run(x = sounds, guess = guesses).ok());
  int right = 0;
  for (std::size_t s = 0; s < 64; ++s) right += static_cast<int>(guesses[s]) == kinds[s];
  BOOST_TEST(right >= 60);
}

BOOST_AUTO_TEST_SUITE_END()
