// Why can a step function not learn? Its derivative is 0 everywhere: nothing says which way to go.
#include <cstdio>
#include <vector>

#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x = input<"x", 8>;       // the body-mass index of eight people
constexpr auto y = input<"y", 8>;       // their labels: 1 if sportive, else 0
constexpr auto threshold = input<"b">;  // what we may change: the neuron says "sportive" below it

constexpr auto hard = 0_c < threshold - x;     // a step: 1 or 0
constexpr auto soft = sigmoid(threshold - x);  // a smooth step: between 0 and 1

constexpr auto hard_loss = mean(square(hard - y));
constexpr auto soft_loss = mean(square(soft - y));
constexpr auto hard_slope = grad(hard_loss, threshold);
constexpr auto soft_slope = grad(soft_loss, threshold);

int main() {
  const std::vector<double> people = {19, 21, 22, 24, 26, 27, 29, 32}, labels = {1, 1, 1, 1, 0, 0, 0, 0};
  std::printf("hard neuron: %s\nsoft neuron: %s\n", to_string(hard).c_str(), to_string(soft).c_str());
  std::printf("derivative of the hard loss: %s\n\n", to_string(hard_slope).c_str());

  program<hard_loss, hard_slope, soft_loss, soft_slope, in<double>> at;
  std::puts("     b   hard L   dL/db   soft L    dL/db");
  for (const double b : {18.0, 21.5, 24.5, 28.0, 31.0}) {
    require(at.run(threshold = b, x = people, y = labels));
    std::printf("%6.1f %8.3f %7.1f %8.3f %8.3f\n", b, at[hard_loss][0], at[hard_slope][0], at[soft_loss][0],
                at[soft_slope][0]);
  }

  std::puts("\nThe hard loss where it jumps, at b = 27:\n      h   (L(27 + h) - L(27)) / h");
  require(at.run(threshold = 27.0, x = people, y = labels));
  const double before = at[hard_loss][0];
  for (const double h : {0.1, 0.01, 0.001}) {
    require(at.run(threshold = 27 + h, x = people, y = labels));
    std::printf("%7.3f %12.2f\n", h, (at[hard_loss][0] - before) / h);
  }

  std::puts("\n   step   hard b   soft b");
  double hard_b = 31, soft_b = 31;
  std::vector<double> path, heights;
  for (int step = 0; step <= 60; ++step) {
    if (step % 10 == 0) std::printf("%7d %8.2f %8.2f\n", step, hard_b, soft_b);
    require(at.run(threshold = hard_b, x = people, y = labels));
    hard_b -= 5 * at[hard_slope][0];
    require(at.run(threshold = soft_b, x = people, y = labels));
    path.push_back(soft_b), heights.push_back(at[soft_loss][0]);
    soft_b -= 5 * at[soft_slope][0];
  }

  const std::vector<double> bs = evenly(17, 34, 341);
  std::vector<double> stairs, smooth;
  for (const double b : bs) {
    require(at.run(threshold = b, x = people, y = labels));
    stairs.push_back(at[hard_loss][0]), smooth.push_back(at[soft_loss][0]);
  }
  picture p("02_why_not_a_step.svg");
  p.columns("hard", bs, stairs).columns("soft", bs, smooth).columns("path", path, heights);
  p << "set xlabel 'threshold b (kg/m²)'; set ylabel 'loss L'; set key top center; set yrange [0:0.6]\n"
    << "set label 'on a stair: stuck at 31' at 30.9,0.41 right; set label at 31,0.375 point linestyle 2 pointtype 7\n"
    << "plot $hard with lines linestyle 2 title 'hard: a step', "
    << "$soft with lines linestyle 1 title 'soft: a sigmoid', "
    << "$path with points linestyle 3 title 'descent from b = 31'\n";
}
