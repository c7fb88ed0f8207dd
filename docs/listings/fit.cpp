// docs/training.md: the loop of a training.
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/fit.hpp>
#include <tapeless/train/schedules.hpp>
#include <tapeless/train/training_file.hpp>

using namespace tapeless;

namespace {

// [model]
constexpr auto x = input<"x", 2>;
constexpr auto inside = input<"inside", 1>;
constexpr auto logit = dense<"out", 1>(tanh(dense<"hidden", 16>(x)));
constexpr auto loss = binary_cross_entropy(logit, inside);
using trainer = training_step<loss, adam{0.02}, batch<16>>;
// [/model]

// Points of a square, and whether they lie in a circle.
struct samples {
  std::vector<float> points, targets;
  samples(int first, int count) {
    for (int i = first; i < first + count; ++i) {
      const float a = static_cast<float>(i * 37 % 101) / 50 - 1, b = static_cast<float>(i * 61 % 103) / 51 - 1;
      points.insert(points.end(), {a, b});
      targets.push_back(a * a + b * b < 0.5f ? 1.0f : 0.0f);
    }
  }
};
const samples known(0, 400), unseen(1000, 100);

void train() {
  std::puts("== train");
  // [train]
  trainer net{seed{1}};
  const training_history h = fit(
      net, training(x = known.points, inside = known.targets), validation(x = unseen.points, inside = unseen.targets),
      metric<"accuracy">(binary_accuracy(logit, inside)), fit_options{.epochs = 200, .patience = 10});
  // [/train]
  const epoch_record& best = h.epochs[static_cast<std::size_t>(h.best)];
  std::printf("%s; a tenth of the first loss: %s, accuracy above 0.9: %s\n", describe(h.stopped),
              best.loss < 0.1 * h.epochs.front().loss ? "yes" : "no", best.metrics[0] > 0.9 ? "yes" : "no");
}

void more() {
  std::puts("== more");
  const std::string path = (std::filesystem::temp_directory_path() / "tapeless_circle.safetensors").string();
  std::filesystem::remove(path);
  trainer net{seed{1}};
  const auto data = training(x = known.points, inside = known.targets);
  // [more]
  const auto history = fit(
      net, data,                                            //
      warm_up{50, cosine{0.05, 500}},                       // the learning rate of each step
      training_file{path},                                  // goes on where it ended
      [](const epoch_record& e) { return e.loss > 0.01; },  // false: enough
      fit_options{.epochs = 20, .batch = 32, .seconds = 60, .output = show::nothing});
  // [/more]
  std::printf("%zu epochs, %s\n", history.epochs.size(), describe(history.stopped));
  std::filesystem::remove(path);
}

void wrong() {
  std::puts("== wrong");
  // [wrong]
  constexpr auto risky = mean(log(dense<"out", 1>(x) + 3_c));
  training_step<risky, sgd{5}, batch<16>> net{seed{1}};
  try {
    fit(net, training(x = known.points), fit_options{.output = show::nothing});
  } catch (const not_finite_error& e) {
    std::printf("epoch %ld, step %ld: %s\n", e.epoch(), e.step(), e.expression().c_str());
  }
  // [/wrong]
}

}  // namespace

int main() {
  train();
  more();
  wrong();
}
