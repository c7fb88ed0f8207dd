// The listing of docs/losses.md: a loss with a smoothed target, and metrics of a data set.
#include <cstdio>
#include <span>
#include <vector>

#include <tapeless/metrics/confusion_matrix.hpp>
#include <tapeless/metrics/regression.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

namespace {

// Three classes of points: left, right, above.
const std::vector<float> points{-1, 0, -0.8f, 0.1f, 1, 0, 0.9f, -0.1f, 0, 1, 0.1f, 0.9f};
const std::vector<int> classes{0, 0, 1, 1, 2, 2};

// [losses]
constexpr auto x = input<"x", 2>;
constexpr auto label = class_index<"label", 3>;
constexpr auto logits = dense<"out", 3, orthogonal>(x);
constexpr auto loss = softmax_cross_entropy(logits, label_smoothing<0.1>(label));
constexpr auto right = accuracy(logits, label);

void show() {
  training_step<loss, adam{0.05}, batch<8>> net{seed{1}};
  for (int i = 0; i < 200; ++i) require(net.step(x = points, label = classes));

  program<logits, right, softmax_cross_entropy(logits, label)> test{net.parameters()};
  metrics::confusion_matrix<3> seen;
  metrics::running_mean share, entropy;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    require(test.run(x = std::span(points).subspan(2 * i, 2), label = classes[i]));
    require(seen.add_scores(test[logits], classes[i]));
    require(share.add(test[right][0]));
    require(entropy.add(test[softmax_cross_entropy(logits, label)][0]));
  }
  std::printf("accuracy %.2f and %.2f, F1 of class 2 %.2f\n", seen.accuracy(), share.mean(), seen.f1(2));
  std::printf("perplexity %.1f\n", metrics::perplexity(entropy));
}
// [/losses]

}  // namespace

int main() {
  std::puts("== losses");
  show();
}
