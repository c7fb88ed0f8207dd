// Handwritten digits: 8 x 8 pixels, three dense layers, dropout, Adam. Reads the images, trains, keeps the best model
// in a file, and reports how it went and how many of the images that it has not seen it recognises.
//
//   bash examples/run.sh                           installs what is missing, builds, runs
//   build/examples/digits examples/data/digits.csv
#include <chrono>
#include <cstdio>
#include <fstream>
#include <vector>

#include <tapeless/io/checkpoint.hpp>
#include <tapeless/io/csv.hpp>
#include <tapeless/io/scaling.hpp>
#include <tapeless/io/split.hpp>
#include <tapeless/io/supervised.hpp>
#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/fit.hpp>
#include <tapeless/train/report.hpp>

using namespace tapeless;

// [model]
constexpr auto x = input<"x", 64>;
constexpr auto digit = class_index<"digit", 10>;

constexpr auto model = sequential(dense<"first", 96, he_normal>, layer::relu,   //
                                  dropout<"drop", 0.25>,                        //
                                  dense<"second", 48, he_normal>, layer::relu,  //
                                  dense<"out", 10>);
constexpr auto logits = model(x);
constexpr auto loss = softmax_cross_entropy(logits, digit);
constexpr auto guess = argmax(logits);

using trainer = training_step<loss, adam{.learning_rate = 0.003}, batch<32>>;
using classifier = program<guess, batch<32>>;
// [/model]

static_assert(trainer::report.parameters == 64 * 96 + 96 + 96 * 48 + 48 + 48 * 10 + 10);

void describe_programs() {
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
  auto [train, validate, test] = io::split(digits, {.validation = 0.1, .test = 0.2}, 2, io::stratify::by_label);
  const io::scaling pixels = io::fixed_scaling(train, 0, 16);
  for (io::dataset* part : {&train, &validate, &test}) pixels.apply(*part);
  // [/data]
  std::printf("%zu images to learn from, %zu to validate, %zu to test with\n\n", train.samples, validate.samples,
              test.samples);
  describe_programs();

  // [training]
  trainer net{seed{7}};
  const training_history history = fit(net, training(x = train.features, digit = train.labels),
                                       validation(x = validate.features, digit = validate.labels),
                                       metric<"accuracy">(accuracy(logits, digit)), fit_options{.epochs = 60});
  io::save("digits.safetensors", net, {.what = io::contents::model, .scalings = {{"pixels", pixels}}});
  // [/training]

  // [test]
  classifier infer;
  io::load("digits.safetensors", infer, {.what = io::contents::model});
  std::vector<float> guesses(test.samples);
  require(infer.run(x = test.features, guess = guesses));
  metrics::confusion_matrix<10> seen;
  for (std::size_t i = 0; i < test.samples; ++i) require(seen.add(static_cast<int>(guesses[i]), test.labels[i]));
  std::ofstream("digits.html") << html_report(net, history, {.title = "Handwritten digits"}, seen);
  // [/test]
  using clock = std::chrono::steady_clock;
  const auto start = clock::now();
  for (int i = 0; i < 100; ++i) require(infer.run(x = test.features, guess = guesses));
  const double seconds = std::chrono::duration<double>(clock::now() - start).count();
  std::printf("\n%s after %zu epochs and %.3f s; the best was epoch %ld\n", describe(history.stopped),
              history.epochs.size(), history.epochs.back().seconds, history.best + 1);
  std::printf("inference: %.0f samples per second\n", 100 * static_cast<double>(test.samples) / seconds);
  std::printf("digits.safetensors has the model, digits.html the report\n");
  std::printf("digits: test accuracy %.3f\n", seen.accuracy());
} catch (const std::exception& e) {
  std::fprintf(stderr, "digits: %s\n", e.what());
  return 1;
}
