// How large should the learning rate be? Large at first, to get on, and small in the end, to settle.
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>
#include <tapeless/train/schedules.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x = input<"x", 1>;
constexpr auto y = input<"y", 1>;
constexpr auto out = dense<"out", 1>(tanh(dense<"hidden", 8>(x)));
constexpr auto learning_rate = scalar<"learning_rate">;

std::vector<double> xs, ys;  // 64 points of a wave, with noise

// Trains with `few` samples in each step, step k at the rate schedule(k). Returns the loss of all samples at 121 times.
std::vector<double> train(const char* name, std::size_t few, long steps, auto schedule) {
  training_step<mse(out, y), sgd{}, batch<4>, in<double>> net{seed{3}};
  std::mt19937 dice(2);
  std::vector<double> losses;
  std::vector<std::size_t> rows(few);
  for (long k = 0; k <= steps; ++k) {
    if (k % (steps / 120) == 0) losses.push_back(net.gradients(x = xs, y = ys));  // without a step
    for (std::size_t i = 0; i < few; ++i) rows[i] = few < xs.size() ? dice() % xs.size() : i;
    const auto done = net.step(x = at_rows(xs, rows), y = at_rows(ys, rows), learning_rate = schedule(k));
    if (!done.ok() || done > 1e6) {
      std::printf("%-20s the loss runs away\n", name);
      return losses;
    }
  }
  double last = 0;
  for (std::size_t i = 101; i <= 120; ++i) last += losses[i] / 20;
  std::printf("%-20s%10.3f%13.3f%13.3f\n", name, losses[0], losses[20], last);
  return losses;
}

int main() {
  std::mt19937 dice(1);
  for (const double point : evenly(-3, 3, 64)) {
    xs.push_back(point);
    ys.push_back(std::sin(1.5 * point) + 0.3 * (static_cast<double>(dice()) / 2147483648.0 - 1));
  }
  std::puts("full batch: loss at step 0          200   mean of the last 200");
  const auto slow = train("0.001", 64, 1200, constant_rate{0.001}), good = train("0.03", 64, 1200, constant_rate{0.03});
  const auto jumpy = train("0.1", 64, 1200, constant_rate{0.1}), wild = train("0.3", 64, 1200, constant_rate{0.3});
  const auto warm = train("0.5 after warm-up", 64, 1200, warm_up{600, cosine{0.5, 600}});

  constexpr step_decay halves{.rate = 0.2, .every = 1000, .factor = 0.5};
  constexpr cosine falling{0.2, 6000};
  std::puts("\n4 samples: loss at step  0         1000   mean of the last 1000");
  train("0.02", 4, 6000, constant_rate{0.02});
  const auto noisy = train("0.2", 4, 6000, constant_rate{0.2}), by_halves = train("0.2, then halved", 4, 6000, halves);
  const auto by_cosine = train("0.2, cosine", 4, 6000, falling);

  picture p("15_the_learning_rate.svg");
  p.columns("at", evenly(0, 1200, 121), slow, good, jumpy, warm).columns("wild", wild);
  p << "set xlabel 'step'; set ylabel 'loss'; set logscale y; set yrange [0.02:100]\n"
    << "plot $wild using ($0*10):1 with lines linestyle 2 title '0.3 runs away', "
    << "$at using 1:4 with lines linestyle 5 title '0.1 jumps', "
    << "$at using 1:2 with lines linestyle 1 title '0.001 is too small', "
    << "$at using 1:3 with lines linestyle 3 title '0.03 is right', "
    << "$at using 1:5 with lines linestyle 4 title '0.5 after warm-up'\n";

  picture q("15_the_learning_rate_schedules.svg", 860, 400);
  const auto at = evenly(0, 6000, 601);
  std::vector<double> steps, waves;
  for (const double k : at) steps.push_back(halves(std::lround(k))), waves.push_back(falling(std::lround(k)));
  q.columns("rates", at, steps, waves).columns("losses", evenly(0, 6000, 121), noisy, by_halves, by_cosine);
  q << "set multiplot layout 1,2; set xlabel 'step'; set ylabel 'learning rate'; set yrange [0:0.25]; set xtics 2000\n"
    << "plot $rates using 1:2 with lines linestyle 1 title '0.2, then halved', "
    << "'' using 1:3 with lines linestyle 3 title '0.2, cosine'\n"
    << "set ylabel 'loss'; set logscale y; set yrange [0.02:4]\n"
    << "plot $losses using 1:2 with lines linestyle 2 linewidth 1 title '0.2', "
    << "'' using 1:3 with lines linestyle 1 title '0.2, then halved', "
    << "'' using 1:4 with lines linestyle 3 title '0.2, cosine'\nunset multiplot\n";
}
