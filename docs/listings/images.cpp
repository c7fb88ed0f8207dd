// Chapter of the tutorial: convolution and pooling, and a small LeNet for the digits.
#include <algorithm>
#include <cstdio>
#include <numeric>
#include <span>
#include <vector>

#include <tapeless/io/batches.hpp>
#include <tapeless/io/scaling.hpp>
#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

namespace edges {
// [edges]
constexpr auto line = input<"line", 1, 6>;                         // one channel, six elements
constexpr auto stencil = table<numbers{-1.0, 0.0, 1.0}, 1, 3, 1>;  // channels, taps, filters
constexpr auto slope = convolve<convolution{.padding = 1}>(line, stencil);
constexpr auto strongest = max_pool1d<2>(slope);

void show() {
  std::printf("slope = %s\n", to_string(slope).c_str());
  program<slope, strongest> run;
  require(run.run(line = std::vector<float>{0, 0, 1, 3, 3, 3}));
  for (const float v : run[slope]) std::printf("%4g", v);
  std::printf("\n");
  for (const float v : run[strongest]) std::printf("%4g    ", v);
  std::printf("\n");
}
// [/edges]
}  // namespace edges

// [model]
constexpr auto x = input<"x", 1, 8, 8>;  // channels, height, width
constexpr auto digit = class_index<"digit", 10>;

constexpr auto model =
    sequential(conv2d<"c1", 8, 3, convolution{.padding = 1}>, layer::relu, max_pool2d<2>,   // [8, 4, 4]
               conv2d<"c2", 16, 3, convolution{.padding = 1}>, layer::relu, max_pool2d<2>,  // [16, 2, 2]
               layer::flatten, dense<"out", 10>);
constexpr auto logits = model(x);
constexpr auto loss = softmax_cross_entropy(logits, digit);
constexpr auto guess = argmax(logits);

using trainer = training_step<loss, adam{.learning_rate = 0.005}, batch<32>>;
static_assert(trainer::report.parameters == (9 * 8 + 8) + (8 * 9 * 16 + 16) + (64 * 10 + 10));
// [/model]

void learn() {
  const io::dataset digits = io::classification(io::read_csv("examples/data/digits.csv"), "label");
  auto [train, test] = io::split(digits, 0.2, 2, io::stratify::by_label);
  const io::scaling pixels = io::fixed_scaling(train, 0, 16);
  pixels.apply(train);
  pixels.apply(test);

  // [training]
  trainer net{seed{7}};
  std::vector<std::size_t> order(train.samples);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<float> images(32 * 64);
  std::vector<int> labels(32);
  for (std::uint64_t epoch = 0; epoch < 20; ++epoch) {
    io::shuffle(order, 7, epoch);
    for (std::size_t first = 0; first + 32 <= order.size(); first += 32) {
      io::gather_batch(train, std::span(order).subspan(first, 32), std::span(images), std::span(labels));
      require(net.step(x = images, digit = labels));
    }
  }
  program<guess, batch<32>> infer{net.parameters()};
  std::vector<float> guesses(test.samples);
  require(infer.run(x = test.features, guess = guesses));
  // [/training]

  std::size_t right = 0;
  for (std::size_t i = 0; i < test.samples; ++i) right += static_cast<int>(guesses[i]) == test.labels[i];
  const double rate = static_cast<double>(right) / static_cast<double>(test.samples);
  std::fprintf(stderr, "%s", rate > 0.98 ? "" : "fewer digits than expected\n");
  std::printf("more than 98 of 100 unseen digits: %s\n", rate > 0.98 ? "yes" : "no");
}

int main() {
  std::puts("== edges");
  edges::show();
  std::puts("== digits");
  learn();
}
