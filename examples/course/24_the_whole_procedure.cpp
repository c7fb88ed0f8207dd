// The whole procedure: from a file of measurements to an error that we can believe.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include <tapeless/io/csv.hpp>
#include <tapeless/io/scaling.hpp>
#include <tapeless/io/shuffle.hpp>
#include <tapeless/io/split.hpp>
#include <tapeless/io/supervised.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

// The model, its loss, its optimiser.
constexpr auto x = input<"x", 10>;
constexpr auto y = input<"y", 1>;
constexpr auto guess = dense<"out", 1>(tanh(dense<"hidden", 32>(x)));
constexpr auto loss = mse(guess, y);
using trainer = training_step<loss, adam{0.01}, batch<32>>;

std::vector<float> predict(const trainer& net, const io::dataset& part, const io::scaling& unit) {
  program<guess, batch<32>> model{net.parameters()};
  std::vector<float> out(part.samples);
  require(model.run(x = part.features, guess = out));
  unit.invert(out);
  return out;
}
// The root of the mean squared error, in the units of the data.
double rmse(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(a[i] - b[i], 2);
  return std::sqrt(sum / static_cast<double>(a.size()));
}

int main() {
  // 1. Data: split first, then scale all parts by what the training set says.
  const io::dataset all = io::regression(io::read_csv("examples/data/diabetes.csv"), {"progression"});
  auto [train, validation, test] = io::split(all, {.validation = 0.2, .test = 0.2}, 1);
  const io::scaling scale = io::standard_scaling(train), unit = io::standard_scaling(train, io::of::targets);
  const std::vector<float> truth[] = {train.targets, validation.targets, test.targets};  // before they are scaled
  for (io::dataset* part : {&train, &validation, &test}) scale.apply(*part), unit.apply(*part);
  std::printf("%zu samples to train, %zu to validate, %zu to test\n\n", train.samples, validation.samples,
              test.samples);

  // 2. The loop: for each epoch, for each batch: forward, loss, gradients, update. Then validate; if best, save.
  trainer net{seed{1}}, best = net;
  std::vector<std::size_t> order(train.samples);
  std::iota(order.begin(), order.end(), 0u);
  std::vector<double> epochs, trained, validated;
  double lowest = std::numeric_limits<double>::infinity();
  int best_epoch = 0;
  std::puts("epoch   training   validation");
  for (int epoch = 1; epoch <= 60; ++epoch) {
    io::shuffle(order, 1, static_cast<std::uint64_t>(epoch));
    for (std::size_t first = 0; first < order.size(); first += 32) {
      const auto rows = std::span(order).subspan(first, std::min<std::size_t>(32, order.size() - first));
      require(net.step(x = at_rows(train.features, rows), y = at_rows(train.targets, rows)));
    }
    epochs.push_back(epoch), trained.push_back(rmse(predict(net, train, unit), truth[0]));
    validated.push_back(rmse(predict(net, validation, unit), truth[1]));
    if (validated.back() < lowest) lowest = validated.back(), best_epoch = epoch, best = net;
    if (epoch == 1 || epoch % 10 == 0) std::printf("%5d %10.1f %12.1f\n", epoch, trained.back(), validated.back());
  }

  // 3. The test set, once.
  const std::vector<float> guesses = predict(best, test, unit), mean(test.samples, static_cast<float>(unit.shift[0]));
  std::printf("\nbest epoch: %d\n", best_epoch);
  std::printf("test error of the best model: %.1f\n", rmse(guesses, truth[2]));
  std::printf("test error of the last model: %.1f\n", rmse(predict(net, test, unit), truth[2]));
  std::printf("test error of always guessing the mean: %.1f\n", rmse(mean, truth[2]));

  picture p("24_the_whole_procedure.svg", 900, 420);
  p.columns("train", epochs, trained).columns("validation", epochs, validated).columns("test", truth[2], guesses);
  p << "set multiplot layout 1,2; set xlabel 'epoch'; set ylabel 'root mean squared error'; set key bottom right; set "
       "yrange [25:70]\n"
    << "set arrow from " << best_epoch << ",25 to " << best_epoch << ",70 nohead linestyle 7 dashtype 2\n"
    << "set label 'best: kept' at " << best_epoch + 1 << ",68\n"
    << "plot $train with lines linestyle 1 title 'training set', $validation with lines linestyle 2 title 'validation "
       "set'\n"
    << "unset arrow; unset label; set xlabel 'true progression'; set ylabel 'predicted progression'; set key top left\n"
    << "set xrange [0:350]; set yrange [0:350]; set size square\n"
    << "plot x linestyle 7 title 'perfect', $test with points pointtype 7 pointsize 0.5 linecolor '#0072b2' title "
       "'test set'\n"
    << "unset multiplot\n";
}
