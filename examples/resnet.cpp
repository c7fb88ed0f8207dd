// Handwritten digits with a residual network: 8 x 8 pixels, convolutions, batch normalisation, AdamW with a cosine
// schedule, and images that are moved by a pixel while it learns.
//
//   build/examples/resnet examples/data/digits.csv
#include <cstdio>
#include <exception>
#include <numeric>
#include <vector>

#include <tapeless/io/csv.hpp>
#include <tapeless/io/scaling.hpp>
#include <tapeless/io/shuffle.hpp>
#include <tapeless/io/split.hpp>
#include <tapeless/io/supervised.hpp>
#include <tapeless/nn/models/resnet.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>
#include <tapeless/train/schedules.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 1, 8, 8>;  // channels, height, width
constexpr auto digit = class_index<"digit", 10>;
constexpr auto logits = models::resnet<"net", 10, 1, 16, 2>(x);
constexpr auto loss = softmax_cross_entropy(logits, label_smoothing<0.1>(digit));
constexpr auto guess = argmax(logits);
constexpr auto learning_rate = scalar<"learning_rate">;

using trainer = training_step<loss, adamw{.weight_decay = 0.05}, batch<32>>;
using classifier = program<guess, batch<32>>;

// An image, moved down and to the right; what comes in is empty.
void move(const float* from, float* to, int down, int right) {
  for (int i = 0; i < 8; ++i)
    for (int j = 0; j < 8; ++j) {
      const int a = i - down, b = j - right;
      to[8 * i + j] = a < 0 || a > 7 || b < 0 || b > 7 ? 0 : from[8 * a + b];
    }
}

int main(int argc, char** argv) try {
  const io::dataset digits = io::classification(io::read_csv(argc > 1 ? argv[1] : "examples/data/digits.csv"), "label");
  auto [train, test] = io::split(digits, 0.2, 2, io::stratify::by_label);
  const io::scaling pixels = io::fixed_scaling(train, 0, 16);
  pixels.apply(train), pixels.apply(test);

  constexpr long epochs = 30;
  static trainer net{seed{7}};  // large for a stack
  std::printf("%ld parameters, %ld FLOP for a step of 32 samples\n", net.report.parameters, net.report.flops);
  const long steps = static_cast<long>(train.samples / 32);
  const auto schedule = warm_up{steps, cosine{0.003, epochs * steps}};
  std::vector<std::size_t> order(train.samples);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<float> images(32 * 64);
  std::vector<int> labels(32);
  static classifier model;
  const auto right = [&] {
    std::vector<float> guesses(test.samples);
    model.set_parameters(net.parameters());
    require(model.run(x = test.features, guess = guesses));
    int n = 0;
    for (std::size_t i = 0; i < test.samples; ++i) n += static_cast<int>(guesses[i]) == test.labels[i];
    return static_cast<double>(n) / static_cast<double>(test.samples);
  };
  long step = 0;
  for (long epoch = 1; epoch <= epochs; ++epoch) {
    io::shuffle(order, 1, static_cast<std::uint64_t>(epoch));
    double total = 0;
    for (long k = 0; k < steps; ++k, ++step) {
      for (std::size_t i = 0; i < 32; ++i) {
        const std::size_t from = order[32 * static_cast<std::size_t>(k) + i];
        const auto drawn = [&](std::uint64_t which) {
          return static_cast<int>(3 * counter_random::uniform(2 * static_cast<std::uint64_t>(step) + which, 9, i)) - 1;
        };
        move(&train.features[64 * from], &images[64 * i], drawn(0), drawn(1));
        labels[i] = train.labels[from];
      }
      total += static_cast<double>(net.step(x = images, digit = labels, learning_rate = schedule(step)));
    }
    if (epoch == 1 || epoch % 5 == 0)
      std::printf("epoch %2ld   loss %.4f   accuracy on unseen images %.4f\n", epoch,
                  total / static_cast<double>(steps), right());
  }
} catch (const std::exception& e) {
  std::fprintf(stderr, "resnet: %s\n", e.what());
  return 1;
}
