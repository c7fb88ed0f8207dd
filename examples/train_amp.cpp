// Trains a small WaveNet to sound like an amplifier (amplifier.hpp), says how well it does on notes that it has not
// heard, and writes it as a .nam file, which players load, among them the example amp.
//
//   train_amp [out.nam [steps]]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <vector>

#include <tapeless/io/nam.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>
#include <tapeless/train/schedules.hpp>

#include "amplifier.hpp"

using namespace tapeless;

// [step]
constexpr int heard = amplifier::model.receptive_field - 1;  // frames before the first that is judged
constexpr int judged = 512, at_once = 8;

constexpr auto x = input<"x", 1, heard + judged>;
constexpr auto wanted = input<"wanted", 1, judged>;
constexpr auto loss = mse(slice<1, heard, heard + judged>(amplifier::model(x)), wanted);

using trainer = training_step<loss, adam{}, batch<at_once>>;
// [/step]

int main(int argc, char** argv) try {
  const int steps = argc > 2 ? std::atoi(argv[2]) : 2000;
  const std::vector<float> guitar = amplifier::guitar(1, 20), played = amplifier::played(guitar);

  // [training]
  static trainer net{seed{1}};
  const cosine rate{0.01, steps};
  std::vector<float> in(at_once * (heard + judged)), right(at_once * judged);
  double recent = 0;
  for (int step = 0; step < steps; ++step) {
    for (std::size_t s = 0; s < at_once; ++s) {  // windows that begin anywhere
      const double u = counter_random::uniform(1, static_cast<std::uint64_t>(step), s);
      const auto first = static_cast<std::size_t>(u * static_cast<double>(guitar.size() - heard - judged));
      std::copy_n(&guitar[first], heard + judged, &in[s * (heard + judged)]);
      std::copy_n(&played[first + heard], judged, &right[s * judged]);
    }
    const float now = net.step(x = in, wanted = right, scalar<"learning_rate"> = rate(step));
    recent = step == 0 ? now : 0.98 * recent + 0.02 * static_cast<double>(now);
    if (step % 250 == 249) std::printf("step %4d  mean squared error %.6f\n", step + 1, recent);
  }
  // [/training]

  // [judging]
  constexpr auto block = input<"block", 1, 64>;
  constexpr auto out = amplifier::model(block);
  static program<out, live> amp{net.parameters()};
  const std::vector<float> unheard = amplifier::guitar(2, 4);
  std::vector<float> answer(unheard.size());
  require(amp.run(block = unheard, out = answer));  // block after block
  std::printf("error-to-signal ratio on notes that it has not heard %.5f\n",
              amplifier::error_to_signal(answer, amplifier::played(unheard)));
  if (argc > 1) io::save_nam(argv[1], amp, amplifier::model, amplifier::rate);
  // [/judging]
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
