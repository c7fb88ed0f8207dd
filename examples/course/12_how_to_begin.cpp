// How should training begin? Not with equal weights, and not with weights that are too small or too large.
#include <cmath>
#include <cstdio>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr int width = 256;                       // neurons in a layer, each with as many inputs
constexpr auto below = input<"below", width>;    // what goes into the layer
constexpr auto deviation = scalar<"deviation">;  // the standard deviation of its weights
constexpr auto sum_of_inputs = deviation * dense<"layer", width, normal<1>>(below);

// The size of the results of ten layers: the root of the mean of their squares.
template <auto Activation>
std::vector<double> sizes(double standard_deviation) {
  constexpr auto h = Activation(sum_of_inputs);
  std::vector<double> values, found;
  for (int i = 0; i < width; ++i) values.push_back(std::sin(i) * std::sqrt(2));  // size 1
  for (unsigned k = 0; k <= 10; ++k) {
    double squares = 0;
    for (const double value : values) squares += value * value;
    found.push_back(std::sqrt(squares / width));
    program<h, in<double>> layer{seed{k}};  // a layer with weights of its own
    require(layer.run(below = values, deviation = standard_deviation));
    values.assign(layer[h].begin(), layer[h].end());
  }
  return found;
}

constexpr auto x = input<"x", 1>;
constexpr auto y = input<"y", 1>;
constexpr auto out = dense<"out", 1>(tanh(dense<"hidden", 4>(x)));
constexpr auto hidden_weight = parameter<"hidden.weight">(out);
constexpr auto out_weight = parameter<"out.weight">(out);
using network = training_step<mse(out, y), sgd{0.1}, batch<32>, in<double>>;

// Trains four neurons on a wave, and shows their weights before and after.
void train(const char* how, network& net) {
  const std::vector<double> xs = evenly(-3, 3, 31);
  std::vector<double> ys;
  for (const double point : xs) ys.push_back(std::sin(1.5 * point));
  std::printf("%-14s before ", how);
  for (const double w : net[hidden_weight]) std::printf("%8.3f", w);
  double loss = 0;
  for (int step = 0; step < 5000; ++step) loss = require(net.step(x = xs, y = ys));
  std::printf("\n%-14s after  ", "");
  for (const double w : net[hidden_weight]) std::printf("%8.3f", w);
  std::printf("   loss %.3f\n", loss);
}

int main() {
  std::puts("the weights of four neurons");
  network zeros, equal, random{seed{1}};
  for (double& w : zeros[hidden_weight]) w = 0;
  for (double& w : zeros[out_weight]) w = 0;
  for (double& w : equal[hidden_weight]) w = 0.5;
  for (double& w : equal[out_weight]) w = 0.5;
  train("all 0", zeros), train("all 0.5", equal), train("random", random);

  const double xavier = std::sqrt(1.0 / width), he = std::sqrt(2.0 / width);
  const auto small = sizes<layer::tanh>(0.01), good = sizes<layer::tanh>(xavier), large = sizes<layer::tanh>(1);
  const auto faint = sizes<layer::relu>(xavier), steady = sizes<layer::relu>(he), loud = sizes<layer::relu>(0.2);
  std::puts("\n        tanh                        ReLU");
  std::printf("layer   %-8.3g %-8.3g %-8.3g   %-8.3g %-8.3g %.3g\n", 0.01, xavier, 1.0, xavier, he, 0.2);
  for (std::size_t k = 0; k <= 10; ++k)
    std::printf("%5zu   %-8.2g %-8.2g %-8.2g   %-8.2g %-8.2g %.2g\n", k, small[k], good[k], large[k], faint[k],
                steady[k], loud[k]);

  picture p("12_how_to_begin.svg", 860, 420);
  p.columns("tanh", evenly(0, 10, 11), large, good, small).columns("relu", evenly(0, 10, 11), loud, steady, faint);
  p << "set multiplot layout 1,2; set xlabel 'layer'; set ylabel 'size of the results'; set key bottom left\n"
    << "set logscale y; set format y '10^{%L}'; set yrange [1e-9:1e4]; set pointsize 0.6\n"
    << "set title 'tanh'; names = '\"1: saturated\" \"1/√256: Xavier\" \"0.01: too small\"'\n"
    << "plot for [i=2:4] $tanh using 1:i with linespoints linestyle i-1 title word(names, i-1)\n"
    << "set title 'ReLU'; names = '\"0.2: too large\" \"√(2/256): He\" \"1/√256: Xavier\"'\n"
    << "plot for [i=2:4] $relu using 1:i with linespoints linestyle i-1 title word(names, i-1)\n"
    << "unset multiplot\n";
}
