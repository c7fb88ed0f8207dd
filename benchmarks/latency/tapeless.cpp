// How long every single block of a live model takes, in wall-clock time, beside a loop of pure arithmetic that takes as
// long: what is slow in both is the machine. Writes JSON.
//
//   program <blocks>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

#include <tapeless/nn/models/nam_lstm.hpp>
#include <tapeless/nn/models/nam_wavenet.hpp>
#include <tapeless/tapeless.hpp>

#include "../harness/live.hpp"
#include "../harness/tapeless_parameters.hpp"

namespace {
using namespace tapeless;

constexpr std::size_t frames = 64;
constexpr auto x = input<"x", 1, frames>;
constexpr auto frame = input<"frame", 1>;
constexpr auto cells = models::nam_lstm<"amp", bench::one_layer.hidden>;

double seconds_of(auto f) {
  const auto start = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Chains of fused multiply-adds on registers.
double arithmetic(long rounds) {
  double a = 1, b = 2, c = 3, d = 4;
  for (long i = 0; i < rounds; ++i) {
    a = a * 0.999 + 0.001, b = b * 0.999 + 0.001, c = c * 0.999 + 0.001, d = d * 0.999 + 0.001;
    asm volatile("" : "+x"(a), "+x"(b), "+x"(c), "+x"(d));
  }
  return a + b + c + d;
}
volatile double kept;

struct times {
  std::vector<float> all;
  void write(const char* name) {
    std::sort(all.begin(), all.end());
    const auto at = [&](double part) {
      const auto i = static_cast<std::size_t>(part * static_cast<double>(all.size()));
      return 1e9 * static_cast<double>(all[std::min(i, all.size() - 1)]);
    };
    std::printf("\"%s\": {\"median_ns\": %.0f, \"p99_ns\": %.0f, \"p999_ns\": %.0f, \"max_ns\": %.0f}", name, at(0.5),
                at(0.99), at(0.999), at(1));
  }
};

// block(from, to) plays a block; both are timed in turns.
void measure(const char* model, std::size_t blocks, auto block) {
  const std::vector<float> sound = bench::sound();
  std::vector<float> heard(frames);
  std::size_t at = 0;
  const auto play = [&] {
    block(std::span(sound).subspan(at, frames), std::span(heard));
    at = (at + frames) % sound.size();
  };
  const auto median = [](auto f) {
    std::vector<double> some;
    for (int i = 0; i < 1001; ++i) some.push_back(seconds_of(f));
    std::nth_element(some.begin(), some.begin() + 500, some.end());
    return some[500];
  };
  play();
  long rounds = 1000;
  for (int i = 0; i < 3; ++i) {
    const double as_long = median(play), now = median([&] { kept = arithmetic(rounds); });
    rounds = std::max(1L, static_cast<long>(static_cast<double>(rounds) * as_long / now));
  }
  times live{std::vector<float>(blocks)}, control{std::vector<float>(blocks)};
  for (std::size_t i = 0; i < blocks; ++i) {
    live.all[i] = static_cast<float>(seconds_of(play));
    control.all[i] = static_cast<float>(seconds_of([&] { kept = arithmetic(rounds); }));
  }
  std::printf("{\"model\": \"%s\", ", model);
  live.write("live");
  std::printf(", ");
  control.write("control");
  std::printf("}");
}

template <auto Model>
void measure_wavenet(const char* name, std::size_t blocks, const bench::wavenet& w) {
  static program<Model(x), live> net;
  bench::load_parameters(net, bench::wavenet_parameters(w));
  measure(name, blocks, [](auto from, auto to) { (void)net.run(x = from, Model(x) = to); });
}
}  // namespace

int main(int argc, char** argv) {
  const auto blocks = static_cast<std::size_t>(std::max(1L, argc > 1 ? std::atol(argv[1]) : 1000000));
  std::printf("{\"blocks\": %zu, \"frames\": %zu, \"results\": [\n", blocks, frames);
  measure_wavenet<models::nam_wavenet_of<"amp", nam_standard>>("standard WaveNet", blocks, bench::standard_wavenet);
  std::printf(",\n");
  measure_wavenet<models::nam_wavenet_of<"amp", nam_nano>>("nano WaveNet", blocks, bench::nano_wavenet);
  std::printf(",\n");
  static models::nam_lstm_live<cells, frame> net;
  bench::load_parameters(net, bench::lstm_parameters(bench::one_layer));
  measure("LSTM of 16", blocks, [](auto from, auto to) { (void)net.run(frame = from, cells.step(frame) = to); });
  std::printf("\n]}\n");
}
