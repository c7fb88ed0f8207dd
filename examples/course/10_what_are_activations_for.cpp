// What are activations for? Two linear layers are one line. With ReLU between them, the line bends.
#include <cmath>
#include <cstdio>
#include <vector>

#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x = input<"x", 1>;
constexpr auto y = input<"y", 1>;
constexpr auto before = dense<"first", 8>(x);  // eight neurons, w x + b

constexpr auto straight = dense<"second", 1>(before);    // two linear layers
constexpr auto bent = dense<"second", 1>(relu(before));  // the same with max(0, ·) in between

struct curve {
  std::vector<double> value, slope;
};

// Trains a network on the points (xs, ys), and gives its value and its slope dy/dx at each of `at`.
template <auto Network>
curve learn(const std::vector<double>& xs, const std::vector<double>& ys, const std::vector<double>& at) {
  training_step<mse(Network, y), sgd{0.05}, batch<32>, in<double>> net{seed{3}};
  for (int step = 0; step <= 20000; ++step) {
    const double loss = require(net.step(x = xs, y = ys));
    if (step % 5000 == 0) std::printf("%7d %8.4f\n", step, loss);
  }
  constexpr auto slope = grad(sum(Network), x);
  program<Network, slope, in<double>> ask{net.parameters()};
  curve found;
  for (const double point : at) {
    require(ask.run(x = point));
    found.value.push_back(ask[Network][0]), found.slope.push_back(ask[slope][0]);
  }
  return found;
}

int main() {
  const std::vector<double> xs = evenly(-3, 3, 31), at = evenly(-3, 3, 121);
  std::vector<double> ys;
  double xy = 0, xx = 0;
  for (const double point : xs) ys.push_back(std::sin(1.5 * point)), xy += point * ys.back(), xx += point * point;

  std::printf("without ReLU: %s\n   step     loss\n", to_string(straight).c_str());
  const curve line = learn<straight>(xs, ys, at);
  std::printf("\nwith ReLU: %s\n   step     loss\n", to_string(bent).c_str());
  const curve bends = learn<bent>(xs, ys, at);

  std::puts("\n      x   slope without ReLU   slope with ReLU");
  for (std::size_t i = 10; i < at.size(); i += 20)
    std::printf("%7.1f %20.3f %17.3f\n", at[i], line.slope[i], bends.slope[i]);
  std::printf("\nslope of the best line %.3f\n", xy / xx);  // for points whose mean is (0, 0): Σ x y / Σ x²

  picture p("10_what_are_activations_for.svg");
  p.columns("points", xs, ys).columns("line", at, line.value).columns("bends", at, bends.value);
  p << "set xlabel 'x'; set ylabel 'y'; set key outside top center horizontal\n"
    << "plot $points with points linestyle 8 pointtype 7 title 'samples', "
    << "$line with lines linestyle 1 title 'two linear layers', "
    << "$bends with lines linestyle 2 title 'with ReLU in between'\n";
}
