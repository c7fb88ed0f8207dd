// A WaveNet learns an amplifier that saturates and has a little memory.
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/nn/models/nam_wavenet.hpp>
#include <tapeless/tapeless.hpp>

BOOST_AUTO_TEST_SUITE(nam_wavenets)

BOOST_AUTO_TEST_CASE(learns_an_amplifier) {
  using namespace tapeless;
  constexpr int length = 96, count = 8;
  constexpr auto amp =
      models::nam_wavenet<"amp", wavenet_stack{.channels = 6, .head_bias = true, .dilations = {1, 2, 4}}>;
  constexpr auto x = input<"x", 1, length>;
  constexpr auto wanted = input<"wanted", 1, length>;
  constexpr auto loss = mse(amp(x), wanted);
  training_step<loss, adam{0.01}, batch<count>> net{seed{3}};
  std::vector<float> in(count * length), out(count * length);
  const auto draw = [&](std::uint64_t step) {
    double energy = 0;
    for (std::size_t s = 0; s < count; ++s) {
      double smooth = 0, before = 0;
      for (std::size_t i = 0; i < length; ++i) {
        smooth += 0.3 * (4 * counter_random::uniform(step, s, i) - 2 - smooth);
        const double bent = std::tanh(2 * smooth + 0.2) - std::tanh(0.2);
        before += 0.5 * (bent - before);
        in[s * length + i] = static_cast<float>(smooth);
        out[s * length + i] = static_cast<float>(before);
        energy += before * before / (count * length);
      }
    }
    return energy;
  };
  double ratio = 1;  // of the error's energy to the signal's
  for (std::uint64_t step = 0; step < 400; ++step) {
    const double energy = draw(step);
    const auto done = net.step(x = in, wanted = out);
    BOOST_TEST_REQUIRE(done.ok());
    ratio = static_cast<double>(done) / energy;
  }
  BOOST_TEST_MESSAGE("error to signal " << ratio);
  BOOST_TEST(ratio < 0.005);
}

BOOST_AUTO_TEST_SUITE_END()
