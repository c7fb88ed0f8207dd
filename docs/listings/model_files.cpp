// The page about models from files: an amplifier, as a sequence and live.
#include <cmath>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include <tapeless/io/csv.hpp>
#include <tapeless/io/nam.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

// [model]
constexpr auto amp = models::nam_wavenet<"amp", wavenet_stack{.channels = 3, .head = 2, .dilations = {1, 2}},
                                         wavenet_stack{.channels = 2, .head_bias = true, .dilations = {8}}>;
constexpr auto x = input<"x", 1, 2048>;  // a signal: [channels, frames]
constexpr auto y = amp(x);
// [/model]

// [lstm]
constexpr auto cells = models::nam_lstm<"amp", 3>;
constexpr auto frame = input<"frame", 1>;
constexpr auto out = cells.step(frame);
using player = models::nam_lstm_live<cells, frame>;
// [/lstm]

int main() {
  const std::string folder = "examples/data/nam/";
  const std::vector<float> signal = io::read_csv(folder + "input.csv").numbers;
  const std::vector<float> recorded = io::read_csv(folder + "wavenet.csv").numbers;

  std::printf("== info\n");
  // [info]
  const io::nam_model found = io::nam_info(folder + "wavenet.nam");
  std::printf("%s\nversion %s, %g Hz\n", found.type.c_str(), found.version.c_str(), found.sample_rate);
  // [/info]

  std::printf("== load\n");
  // [load]
  static program<y> net;
  io::load_nam(folder + "wavenet.nam", net, amp);
  require(net.run(x = signal));
  // [/load]
  bool equal = true;
  for (std::size_t i = 0; i < recorded.size(); ++i) equal = equal && std::abs(net[y][i] - recorded[i]) < 1e-5f;
  std::printf("as recorded: %s\n", equal ? "yes" : "no");
  // [refused]
  try {
    io::load_nam(folder + "lstm.nam", net, amp);
  } catch (const io::error& e) {
    std::printf("%s\n", e.what());
  }
  // [/refused]

  std::printf("== live\n");
  // [live]
  player playing;
  io::load_nam(folder + "lstm.nam", playing, cells);  // the state begins with what the file has
  std::vector<float> played(signal.size());
  for (std::size_t at = 0; at < signal.size(); at += 64)
    require(playing.run(frame = std::span(signal).subspan(at, 64), out = std::span(played).subspan(at, 64)));
  // [/live]
  const std::vector<float> expected = io::read_csv(folder + "lstm.csv").numbers;
  bool same = true;
  for (std::size_t i = 0; i < expected.size(); ++i) same = same && std::abs(played[i] - expected[i]) < 1e-5f;
  std::printf("as recorded: %s\n", same ? "yes" : "no");
}
