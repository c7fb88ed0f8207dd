// An amplifier, live: plays a sound through a model from a .nam file in blocks of 64 frames, as an audio driver asks
// for them, and checks the deadline of every block: it must be done before the next one is due.
//
//   amp                               the model that train_amp has made, and a guitar, made here: amplifier.hpp
//   amp model.nam [in.wav [out.wav]]  another model; the first channel of a file
//
// A model is a type: those that this program knows are in `known`. For a file with another one it says which to add.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <exception>
#include <span>
#include <string>
#include <vector>

#include <tapeless/io/nam.hpp>
#include <tapeless/io/wav.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "amplifier.hpp"

using namespace tapeless;

// [models]
constexpr auto tiny = models::nam_wavenet<"amp", wavenet_stack{.channels = 3, .head = 2, .dilations = {1, 2}},
                                          wavenet_stack{.channels = 2, .head_bias = true, .dilations = {8}}>;
template <auto... Models>
struct types {};
using known =
    types<amplifier::model, models::nam_wavenet_of<"amp", nam_standard>, tiny, models::nam_wavenet_of<"amp", nam_nano>,
          models::nam_lstm<"amp", 3>, models::nam_lstm<"amp", 16>, models::nam_lstm<"amp", 8, 2>>;

constexpr std::size_t block = 64;
constexpr auto frames = input<"frames", 1, block>;  // of a WaveNet: one sample of a call is a block
constexpr auto frame = input<"frame", 1>;           // of an LSTM: a call has as many samples as a block has frames
// [/models]

struct timing {
  double total = 0, slowest = 0, deadline = 0;  // seconds
  std::size_t blocks = 0, late = 0;
};

// What `net` makes of a signal. The last block is filled up with silence.
// [playing]
template <class Net, class In, class Out>
std::vector<float> play(Net& net, In in, Out out, std::span<const float> signal, timing& t) {
  std::vector<float> padded(signal.begin(), signal.end());
  padded.resize((signal.size() + block - 1) / block * block);
  std::vector<float> played(padded.size());
  for (std::size_t at = 0; at < padded.size(); at += block, ++t.blocks) {
    const auto begin = std::chrono::steady_clock::now();
    require(net.run(in = std::span(padded).subspan(at, block), out = std::span(played).subspan(at, block)));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    t.total += seconds;
    t.slowest = std::max(t.slowest, seconds);
    t.late += seconds > t.deadline;
  }
  played.resize(signal.size());
  return played;
}
// [/playing]

// Plays if the file has this model.
template <auto Model>
bool plays(const std::string& file, std::span<const float> signal, std::vector<float>& played, timing& t) try {
  if constexpr (requires { Model.step(frame); }) {
    static models::nam_lstm_live<Model, frame> net;
    io::load_nam(file, net, Model);
    played = play(net, frame, Model.step(frame), signal, t);
  } else {
    static program<Model(frames), live> net;
    io::load_nam(file, net, Model);
    played = play(net, frames, Model(frames), signal, t);
  }
  return true;
} catch (const io::model_error&) {
  return false;
}

template <auto... Models>
bool plays_one_of(types<Models...>, const std::string& file, std::span<const float> signal, std::vector<float>& played,
                  timing& t) {
  return (plays<Models>(file, signal, played, t) || ...);
}

double level(std::span<const float> signal) {
  double sum = 0;
  for (const float v : signal) sum += static_cast<double>(v) * static_cast<double>(v);
  return std::sqrt(sum / static_cast<double>(signal.size()));
}

int main(int argc, char** argv) try {
  const std::string file = argc > 1 ? argv[1] : "examples/data/nam/trained.nam";
  const io::sound sound = argc > 2 ? io::read_wav(argv[2]) : io::sound{amplifier::rate, 1, amplifier::guitar(2, 4)};
  const std::vector<float> signal = sound.channel(0);
  const io::nam_model found = io::nam_info(file);
  if (found.sample_rate != sound.rate)
    std::printf("the model is made for %g Hz, the sound has %d Hz\n", found.sample_rate, sound.rate);

  std::vector<float> played;
  timing t{.deadline = static_cast<double>(block) / sound.rate};
  if (!plays_one_of(known{}, file, signal, played, t)) {
    std::fprintf(stderr, "%s: a model that this program does not know: add %s\n", file.c_str(), found.type.c_str());
    return 1;
  }
  if (argc > 3) io::write_wav(argv[3], {.rate = sound.rate, .channels = 1, .samples = played});

  std::printf("%zu frames in %zu blocks of %zu, level %.3f in, %.3f out\n", signal.size(), t.blocks, block,
              level(signal), level(played));
  if (argc < 2)
    std::printf("error-to-signal ratio %.5f\n", amplifier::error_to_signal(played, amplifier::played(signal)));
  std::printf("time: %.2f %% of real time, slowest block %.1f us of %.1f us, %zu of %zu blocks late\n",
              100 * t.total / (t.deadline * static_cast<double>(t.blocks)), 1e6 * t.slowest, 1e6 * t.deadline, t.late,
              t.blocks);
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
