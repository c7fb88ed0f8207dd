// A user-defined operation in a model: its formula, its derivative, its gradient compared with finite differences, and
// a training task that needs it. The operation is in snake.hpp.
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include <tapeless/print/to_string.hpp>

#include "snake.hpp"

using namespace tapeless;

namespace {

// [model]
constexpr auto x = input<"x", 1>;
constexpr auto y = input<"y", 1>;
constexpr auto hidden = snake(dense<"hidden", 16>(x));
constexpr auto out = dense<"out", 1>(hidden);
constexpr auto loss = mse(out, y);

constexpr auto w = parameter<"hidden.weight">(loss);
constexpr auto dw = grad(loss, w);
// [/model]

// The largest difference between the derivative and (loss(w + h) - loss(w - h)) / 2h, over the elements of w.
double largest_difference() {
  // [check]
  constexpr double h = 1e-5, here[] = {0.7}, target[] = {-1};
  training_step<loss, adam{}, in<double>> net{seed{3}};  // its parameters are writable
  program<loss, dw, in<double>> at{net.parameters()};
  auto loss_with = [&](double& element, double value) {
    const double before = std::exchange(element, value);
    at.set_parameters(net.parameters());
    at.run(x = here, y = target);
    element = before;
    return at[loss][0];
  };
  double largest = 0;
  for (std::size_t i = 0; i < net[w].size(); ++i) {
    double& element = net[w][i];
    const double slope = (loss_with(element, element + h) - loss_with(element, element - h)) / (2 * h);
    loss_with(element, element);
    largest = std::fmax(largest, std::abs(at[dw][i] - slope));
  }
  // [/check]
  return largest;
}

}  // namespace

int main() {
  std::printf("hidden = %s\nd loss / d hidden.weight =\n%s\n", to_string(hidden).c_str(), to_string(dw).c_str());
  const double difference = largest_difference();
  std::printf("against finite differences: %s\n", difference < 1e-8 ? "equal" : "different");

  // Learns a wave from 64 points.
  std::vector<float> points(64), wave(64);
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = static_cast<float>(i) / 16 - 2;
    wave[i] = std::sin(3 * points[i]);
  }
  training_step<loss, adam{0.01}, batch<64>> net{seed{7}};
  float last = 1;
  for (int i = 0; i < 2000; ++i) last = net.step(x = points, y = wave);
  std::printf("the wave is learnt: %s\n", last < 1e-2f ? "yes" : "no");
  return difference < 1e-8 && last < 1e-2f ? 0 : 1;
}
