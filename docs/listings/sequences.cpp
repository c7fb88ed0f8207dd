// Chapter of the tutorial: recurrent networks, trained through time, run step by step.
#include <cmath>
#include <cstdio>
#include <span>
#include <vector>

#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

// [cell]
constexpr auto x = input<"x", 1>;                 // one element of the sequence
constexpr auto h = slot<"h", 16>;                 // the state of the network; initially 0
constexpr auto next = gru_cell<"gru", 16>(x, h);  // its state after x
constexpr auto guess = dense<"out", 1>(next);     // its prediction of the number after x

using player = program<guess, assign(h, next)>;  // each call is a step: h becomes next
// [/cell]

// [scan]
constexpr int steps = 32;
constexpr auto xs = input<"xs", steps, 1>;
constexpr auto ys = input<"ys", steps, 1>;

constexpr auto states = scan(next, each(x, xs), carry(h, next));  // `next` of every step: [32, 16]
constexpr auto guesses = dense<"out", 1>(states);                 // at every step: [32, 1]
constexpr auto loss = mse(guesses, ys);

using trainer = training_step<loss, adam{0.01}, batch<16>>;
// [/scan]

// Sine waves of random phase, and the same waves one step later.
struct waves {
  std::vector<float> now, later;
  explicit waves(int count) {
    for (int s = 0; s < count; ++s)
      for (int t = 0; t <= steps; ++t) {
        const float v = std::sin(0.4f * static_cast<float>(t) + 0.7f * static_cast<float>(s));
        if (t < steps) now.push_back(v);
        if (t > 0) later.push_back(v);
      }
  }
};

void show() {
  const waves data(16);
  // [training]
  trainer net{seed{1}};
  const float first = net.step(xs = data.now, ys = data.later);
  float last = 0;
  for (int i = 0; i < 400; ++i) last = net.step(xs = data.now, ys = data.later);
  std::printf("loss %.1f, then %s\n", first, last < 0.01f ? "below 0.01" : "too much");
  // [/training]

  // [live]
  player run{net.parameters()};
  require(run.run(x = std::span(data.now).first(steps)));  // 32 samples are 32 steps, each of which updates the state
  double worst = 0;
  for (int t = steps; t < steps + 16; ++t) {  // from here on its input is its own output
    const float heard = run[guess][0];
    worst = std::fmax(worst, std::abs(heard - std::sin(0.4 * t)));
    run.run(x = heard);
  }
  std::printf("16 numbers on, off by less than 0.2: %s\n", worst < 0.2 ? "yes" : "no");
  // [/live]
  std::fprintf(stderr, "%s", last < 0.01f && worst < 0.2 ? "" : "the wave is not learnt\n");
}

int main() {
  std::puts("== wave");
  show();
}
