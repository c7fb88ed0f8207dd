// An amplifier, live: plays a signal through a model from a .nam file in blocks of 64 frames, as an audio driver asks
// for them, and checks the deadline of every block: it must be done before the next one is due.
//
//   amp                               the repository's model and a plucked string, made here
//   amp guitar.wav out.wav [m.nam]    a file, its first channel; m.nam: an LSTM of 3
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include <tapeless/io/nam.hpp>
#include <tapeless/io/wav.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

constexpr auto amp = models::nam_lstm<"amp", 3>;
constexpr auto guitar = input<"guitar", 1>;
constexpr auto out = amp.step(guitar);

// A string that is plucked once a second: noise in a delay line that averages (K. Karplus and A. Strong, 1983).
io::sound plucked(int seconds) {
  io::sound s;
  std::vector<float> string(static_cast<std::size_t>(s.rate / 110));
  for (int i = 0; i < seconds * s.rate; ++i) {
    if (i % s.rate == 0)
      for (std::size_t k = 0; k < string.size(); ++k)
        string[k] = static_cast<float>(counter_random::uniform(1, static_cast<std::uint64_t>(i), k) - 0.5);
    const std::size_t at = static_cast<std::size_t>(i) % string.size(), next = (at + 1) % string.size();
    s.samples.push_back(string[at]);
    string[at] = 0.498f * (string[at] + string[next]);
  }
  return s;
}

double level(std::span<const float> signal) {
  double sum = 0;
  for (const float v : signal) sum += static_cast<double>(v) * static_cast<double>(v);
  return std::sqrt(sum / static_cast<double>(signal.size()));
}

int main(int argc, char** argv) try {
  const io::sound sound = argc > 2 ? io::read_wav(argv[1]) : plucked(4);
  const std::string file = argc > 3 ? argv[3] : "examples/data/nam/lstm.nam";
  models::nam_lstm_live<amp, guitar> net;
  const io::nam_model found = io::load_nam(file, net, amp);
  if (found.sample_rate != sound.rate)
    std::printf("the model is made for %g Hz, the signal has %d Hz\n", found.sample_rate, sound.rate);

  constexpr std::size_t block = 64;
  const std::vector<float> signal = sound.channel(0);
  std::vector<float> played(signal.size());
  using clock = std::chrono::steady_clock;
  const double deadline = static_cast<double>(block) / sound.rate;
  double total = 0, slowest = 0;
  std::size_t blocks = 0, late = 0;
  for (std::size_t at = 0; at < signal.size(); at += block, ++blocks) {
    const std::size_t count = std::min(block, signal.size() - at);
    const auto begin = clock::now();
    require(net.run(guitar = std::span(signal).subspan(at, count), out = std::span(played).subspan(at, count)));
    const double seconds = std::chrono::duration<double>(clock::now() - begin).count();
    total += seconds;
    slowest = std::max(slowest, seconds);
    late += seconds > deadline;
  }
  if (argc > 2) io::write_wav(argv[2], {.rate = sound.rate, .channels = 1, .samples = played});

  std::printf("%zu frames in %zu blocks of %zu, level %.3f in, %.3f out\n", signal.size(), blocks, block, level(signal),
              level(played));
  std::printf("time: %.2f %% of real time, slowest block %.1f us of %.1f us, %zu of %zu blocks late\n",
              100 * total * sound.rate / static_cast<double>(signal.size()), 1e6 * slowest, 1e6 * deadline, late,
              blocks);
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
