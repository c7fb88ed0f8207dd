// Handwritten digits with dense layers: 64 pixels in, ten probabilities out.
#include <cstdio>
#include <span>
#include <vector>

#include <tapeless/io/csv.hpp>
#include <tapeless/io/scaling.hpp>
#include <tapeless/io/split.hpp>
#include <tapeless/io/supervised.hpp>
#include <tapeless/metrics/confusion_matrix.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/fit.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x = input<"x", 64>;
constexpr auto digit = class_index<"digit", 10>;
constexpr auto hidden1 = relu(dense<"first", 96, he_normal>(x));
constexpr auto hidden2 = relu(dense<"second", 48, he_normal>(dropout<"drop", 0.25>(hidden1)));
constexpr auto logits = dense<"out", 10>(hidden2);
constexpr auto loss = softmax_cross_entropy(logits, digit);
constexpr auto guess = argmax(logits);

int main() {
  const io::dataset digits = io::classification(io::read_csv("examples/data/digits.csv"), "label");
  auto [train, validate, test] = io::split(digits, {.validation = 0.1, .test = 0.2}, 2, io::stratify::by_label);
  const io::scaling pixels = io::fixed_scaling(train, 0, 16);
  for (io::dataset* part : {&train, &validate, &test}) pixels.apply(*part);

  training_step<loss, adam{.learning_rate = 0.003}, batch<32>> net{seed{7}};
  std::printf("%ld parameters, %zu images to train, %zu to validate, %zu to test\n\n", net.report.parameters,
              train.samples, validate.samples, test.samples);
  const training_history history =
      fit(net, training(x = train.features, digit = train.labels),
          validation(x = validate.features, digit = validate.labels), metric<"accuracy">(accuracy(logits, digit)),
          fit_options{.epochs = 60, .output = show::nothing});

  std::puts("epoch   training loss   validation loss   accuracy");
  std::vector<double> epochs, trained, validated;
  for (const epoch_record& e : history.epochs) {
    epochs.push_back(static_cast<double>(e.epoch)), trained.push_back(e.loss), validated.push_back(e.validation_loss);
    if (e.epoch == 1 || e.epoch % 15 == 0)
      std::printf("%5ld %15.3f %17.3f %10.3f\n", e.epoch, e.loss, e.validation_loss, e.metrics[0]);
  }

  program<guess, batch<32>> model{net.parameters()};
  std::vector<float> guesses(test.samples);
  require(model.run(x = test.features, guess = guesses));
  metrics::confusion_matrix<10> seen;
  for (std::size_t i = 0; i < test.samples; ++i) require(seen.add(static_cast<int>(guesses[i]), test.labels[i]));
  std::puts("\nit is   taken for: 0   1   2   3   4   5   6   7   8   9");
  for (int actual = 0; actual < 10; ++actual) {
    std::printf("%5d           ", actual);
    for (int taken = 0; taken < 10; ++taken) std::printf("%4d", static_cast<int>(seen.count(taken, actual)));
    std::puts("");
  }
  std::printf("\ntest accuracy: %.3f\n", seen.accuracy());

  picture curves("26_digits_dense.svg");
  curves.columns("train", epochs, trained).columns("validation", epochs, validated);
  curves << "set xlabel 'epoch'; set ylabel 'cross-entropy'; set xrange [0:62]; set key at 57,2.2; set logscale y; set "
            "yrange [0.005:3]\n"
         << "set arrow from " << history.best + 1 << ",0.005 to " << history.best + 1
         << ",3 nohead linestyle 7 dashtype 2\n"
         << "set label 'best: kept' at " << history.best << ",0.4 right\n"
         << "plot $train with lines linestyle 1 title 'training set, with dropout', "
         << "$validation with lines linestyle 2 title 'validation set'\n";

  picture wrong("26_digits_dense_wrong.svg", 720, 230);
  wrong << "set multiplot layout 1,4; unset tics; unset border; set palette gray negative; unset colorbox; set size "
           "square\n"
        << "set cbrange [0:1]; set lmargin 1; set rmargin 1\n";
  int shown = 0;
  for (std::size_t i = 0; i < test.samples && shown < 4; ++i) {
    if (static_cast<int>(guesses[i]) == test.labels[i]) continue;
    std::vector<int> columns, rows;
    for (int k = 0; k < 64; ++k) columns.push_back(k % 8), rows.push_back(7 - k / 8);
    wrong.columns("image", columns, rows, std::span(test.features).subspan(64 * i, 64));
    wrong << "set title 'it is " << test.labels[i] << ", taken for " << static_cast<int>(guesses[i]) << "'\n"
          << "plot $image with image pixels notitle\n";
    ++shown;
  }
  wrong << "unset multiplot\n";
}
