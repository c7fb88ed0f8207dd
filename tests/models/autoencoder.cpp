// The autoencoder of MLPerf Tiny as a detector of anomalies: trained with the spectra of one kind of sounds, it fails
// to give back those of another.
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/nn/models/autoencoder.hpp>
#include <tapeless/tapeless.hpp>

BOOST_AUTO_TEST_SUITE(trained_models)

// Five frames of 128 bands: a hum with overtones, whose pitch and loudness differ; a strange one has others.
void hum(float* frames, std::uint64_t number, bool strange) {
  const auto drawn = [&](std::uint64_t i) { return tapeless::counter_random::uniform(8, number, i); };
  const double pitch = 8 + 4 * drawn(0), loud = 0.9 + 0.2 * drawn(1), drift = drawn(2) - 0.5;
  for (int f = 0; f < 5; ++f)
    for (int b = 0; b < 128; ++b) {
      const double phase = (b + 1 - drift * f) / (strange ? 1.6 * pitch : pitch);
      const double line = std::exp(4 * (std::cos(6.283185307179586 * phase) - 1));
      frames[128 * f + b] = static_cast<float>(loud * line * std::exp(-0.01 * b));
    }
}

BOOST_AUTO_TEST_CASE(autoencoder_of_sounds) {
  using namespace tapeless;
  constexpr auto x = input<"x", 640>;
  constexpr auto distance = mse(models::autoencoder<"net">(x), x);
  static training_step<distance, adam{0.002}, batch<64>> net{seed{2}};  // large for a stack
  std::vector<float> sounds(64 * 640);
  double first = 0, last = 0;
  for (std::uint64_t step = 0; step < 300; ++step) {
    for (std::size_t s = 0; s < 64; ++s) hum(&sounds[640 * s], 64 * step + s, false);
    const auto done = net.step(x = sounds);
    BOOST_TEST_REQUIRE(done.ok());
    if (step == 0) first = static_cast<double>(done);
    if (step >= 290) last += static_cast<double>(done) / 10;
  }
  BOOST_TEST(last < 0.1 * first);

  static program<distance, batch<64>> detector;
  detector.set_parameters(net.parameters());
  const auto judged = [&](bool strange) {
    for (std::size_t s = 0; s < 64; ++s) hum(&sounds[640 * s], 1000000 + s, strange);
    BOOST_TEST_REQUIRE(detector.run(x = sounds).ok());
    return std::vector<float>(detector[distance].begin(), detector[distance].end());
  };
  const std::vector<float> usual = judged(false), others = judged(true);
  int right = 0;  // pairs of which the stranger is farther
  for (const float u : usual)
    for (const float o : others) right += o > u;
  BOOST_TEST(right > 0.95 * 64 * 64);
}

BOOST_AUTO_TEST_SUITE_END()
