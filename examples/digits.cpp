// Handwritten digits: 8 x 8 pixels, three dense layers, Adam. Reads the images, trains, and reports the accuracy on
// images that it has not seen.
//
//   bash examples/run.sh                           installs what is missing, builds, runs
//   build/examples/digits examples/data/digits.csv
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <span>
#include <vector>

#include <tapeless/io/batches.hpp>
#include <tapeless/io/scaling.hpp>
#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/viz/progress.hpp>

using namespace tapeless;

// [model]
constexpr auto x = input<"x", 64>;
constexpr auto digit = class_index<"digit", 10>;

constexpr auto model = sequential(dense<"first", 64, he_normal>, layer::relu,   //
                                  dense<"second", 32, he_normal>, layer::relu,  //
                                  dense<"out", 10>);
constexpr auto logits = model(x);
constexpr auto loss = softmax_cross_entropy(logits, digit);
constexpr auto guess = argmax(logits);

using trainer = training_step<loss, adam{.learning_rate = 0.003}, batch<32>>;
using classifier = program<guess, batch<32>>;
// [/model]

static_assert(trainer::report.parameters == 64 * 64 + 64 + 64 * 32 + 32 + 32 * 10 + 10);

constexpr int epochs = 40;

// The number of samples that are recognised. `guesses` must have one element for each sample.
std::size_t count_right(classifier& infer, const io::dataset& data, std::vector<float>& guesses) {
  infer.run(x = data.features, guess = guesses);
  std::size_t right = 0;
  for (std::size_t i = 0; i < data.samples; ++i) right += static_cast<int>(guesses[i]) == data.labels[i];
  return right;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void describe() {
  const program_report& r = trainer::report;
  std::printf("logits =\n%s\n\nd loss / d second.weight =\n%s\n\n", to_string(logits).c_str(),
              to_string(grad(loss, parameter<"second.weight">(loss))).c_str());
  std::printf(
      "training step: %ld parameters, %ld bytes (state %ld, arena %ld), %ld FLOP and %d kernels for %d samples\n",
      r.parameters, r.bytes, r.state_bytes, r.arena_bytes, r.flops, r.kernels, r.samples);
  std::printf("classifier: %ld bytes, %ld FLOP and %d kernels for %d samples\n\n", classifier::report.bytes,
              classifier::report.flops, classifier::report.kernels, classifier::report.samples);
}

int main(int argc, char** argv) try {
  // [data]
  const io::dataset digits = io::classification(io::read_csv(argc > 1 ? argv[1] : "examples/data/digits.csv"), "label");
  auto [train, test] = io::split(digits, 0.2, 2, io::stratify::by_label);
  const io::scaling pixels = io::fixed_scaling(train, 0, 16);
  pixels.apply(train);
  pixels.apply(test);
  // [/data]
  std::printf("%zu images to learn from, %zu to test with\n\n", train.samples, test.samples);
  describe();

  // [training]
  trainer net{seed{7}};
  std::vector<std::size_t> order(train.samples);
  std::vector<float> images(32 * 64);
  std::vector<int> labels(32);

  viz::progress bar(epochs);
  double seconds = 0;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    io::shuffle(order, 7, static_cast<std::uint64_t>(epoch));
    double total = 0;
    for (std::size_t first = 0; first < order.size(); first += 32) {
      const std::size_t count = std::min<std::size_t>(32, order.size() - first);  // the last batch is smaller
      const std::span<float> some_images(images.data(), 64 * count);
      const std::span<int> some_labels(labels.data(), count);
      io::gather_batch(train, std::span(order).subspan(first, count), some_images, some_labels);
      const auto start = std::chrono::steady_clock::now();
      const float l = net.step(x = some_images, digit = some_labels);
      seconds += seconds_since(start);
      total += static_cast<double>(l) * static_cast<double>(count);
      bar.update(static_cast<double>(first) / static_cast<double>(order.size()));
    }
    // [/training]
    classifier infer{net.parameters()};
    std::vector<float> guesses(train.samples);
    const double accuracy =
        static_cast<double>(count_right(infer, train, guesses)) / static_cast<double>(train.samples);
    char note[80];
    std::snprintf(note, sizeof note, "loss %.4f  accuracy %.4f", total / static_cast<double>(train.samples), accuracy);
    bar.finish(note);
  }

  // [test]
  classifier infer{net.parameters()};
  std::vector<float> guesses(test.samples);
  const std::size_t right = count_right(infer, test, guesses);
  // [/test]
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i) infer.run(x = test.features, guess = guesses);
  const double each = seconds_since(start) / 100;
  std::printf("\ntraining: %.3f s, %.0f samples per second\ninference: %.0f samples per second\n", seconds,
              static_cast<double>(train.samples) * epochs / seconds, static_cast<double>(test.samples) / each);
  std::printf("digits: test accuracy %.3f\n", static_cast<double>(right) / static_cast<double>(test.samples));
} catch (const io::error& e) {
  std::fprintf(stderr, "digits: the data cannot be read: %s\n", e.what());
  return 1;
}
