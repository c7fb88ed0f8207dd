// Handwritten digits with convolutions: small windows that slide over the image, the same weights everywhere.
#include <cstdio>
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

constexpr auto x = input<"x", 1, 8, 8>;  // channels, height, width
constexpr auto digit = class_index<"digit", 10>;
constexpr auto maps = relu(conv2d<"c1", 8, 3, convolution{.padding = 1}>(x));           // [8, 8, 8]
constexpr auto pooled = max_pool2d<2>(maps);                                            // [8, 4, 4]
constexpr auto corners = relu(conv2d<"c2", 24, 3, convolution{.padding = 1}>(pooled));  // [24, 4, 4]
constexpr auto features = max_pool2d<2>(corners);                                       // [24, 2, 2]
constexpr auto logits = dense<"out", 10>(dropout<"drop", 0.25>(layer::flatten(features)));
constexpr auto loss = softmax_cross_entropy(logits, digit);
constexpr auto guess = argmax(logits);

int main() {
  const io::dataset digits = io::classification(io::read_csv("examples/data/digits.csv"), "label");
  auto [train, test] = io::split(digits, 0.2, 2, io::stratify::by_label);
  const io::scaling pixels = io::fixed_scaling(train, 0, 16);
  pixels.apply(train), pixels.apply(test);

  training_step<loss, adam{.learning_rate = 0.004}, batch<32>> net{seed{1}};
  std::puts("parameter          numbers");
  net.for_each_parameter(
      [](const char* name, const shape&, auto values) { std::printf("%-16s %9zu\n", name, values.size()); });
  std::printf("together         %9ld\n\n", net.report.parameters);

  program<guess, maps> model;
  auto right = [&](const io::dataset& part) {
    std::vector<float> guesses(part.samples);
    model.set_parameters(net.parameters());
    require(model.run(x = part.features, guess = guesses));
    int n = 0;
    for (std::size_t i = 0; i < part.samples; ++i) n += static_cast<int>(guesses[i]) == part.labels[i];
    return static_cast<double>(n) / static_cast<double>(part.samples);
  };
  std::puts("epoch   accuracy on known and   unseen images");
  std::vector<std::size_t> order(train.samples);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (int epoch = 1; epoch <= 30; ++epoch) {
    io::shuffle(order, 1, static_cast<std::uint64_t>(epoch));
    for (std::size_t first = 0; first + 32 <= order.size(); first += 32) {
      const auto rows = std::span(order).subspan(first, 32);
      require(net.step(x = at_rows(train.features, rows), digit = at_rows(train.labels, rows)));
    }
    if (epoch == 1 || epoch % 10 == 0) std::printf("%5d %23.3f %15.3f\n", epoch, right(train), right(test));
  }
  std::printf("\ntest accuracy: %.3f\n", right(test));

  // The weights of the eight filters, and the feature map that each makes of one image.
  require(model.run(x = std::span(test.features).first(64)));
  const auto weights = net[parameter<"c1.weight">(loss)];  // [1, 3, 3, 8]
  picture p("27_digits_convolutional.svg", 900, 330);
  p << "set multiplot layout 2,9; unset tics; unset border; unset colorbox; set size square; set lmargin 0.5; set "
       "rmargin 0.5\n"
    << "set palette gray negative; set title 'image'\n";
  auto draw = [&](int size, auto value) {
    std::vector<int> columns, rows;
    std::vector<double> values;
    for (int i = 0; i < size * size; ++i)
      columns.push_back(i % size), rows.push_back(size - 1 - i / size), values.push_back(value(i));
    p.columns("cells", columns, rows, values) << "plot $cells with image pixels notitle\n";
  };
  draw(8, [&](int i) { return test.features[static_cast<std::size_t>(i)]; });
  p << "set palette positive defined (-1 '#d55e00', 0 '#ffffff', 1 '#0072b2'); set cbrange [-1:1]\n";
  for (int f = 0; f < 8; ++f) {
    p << "set title 'filter " << f + 1 << "'\n";
    draw(3, [&](int i) { return weights[static_cast<std::size_t>(8 * i + f)]; });
  }
  p << "set multiplot next; set palette gray negative; set cbrange [0:1.5]\n";
  for (int f = 0; f < 8; ++f) {
    p << "set title 'map " << f + 1 << "'\n";
    draw(8, [&](int i) { return model[maps][static_cast<std::size_t>(64 * f + i)]; });
  }
  p << "unset multiplot\n";
}
