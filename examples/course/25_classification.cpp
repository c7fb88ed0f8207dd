// Classification: three species of iris, told apart by two lengths. The network gives a probability for each class.
#include <algorithm>
#include <array>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include <tapeless/io/csv.hpp>
#include <tapeless/io/split.hpp>
#include <tapeless/io/supervised.hpp>
#include <tapeless/metrics/confusion_matrix.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x = input<"x", 2>;
constexpr auto species = class_index<"species", 3>;
constexpr auto logits = dense<"out", 3>(tanh(dense<"hidden", 8>(x)));  // one number for each class
constexpr auto loss = softmax_cross_entropy(logits, species);
constexpr auto chances = softmax(logits);

int main() {
  io::dataset iris = io::classification(io::read_csv("examples/data/iris.csv"), "species");
  iris = io::take(iris, {"petal_length_cm", "petal_width_cm"});
  const auto [train, test] = io::split(iris, 0.3, 4, io::stratify::by_label);

  training_step<loss, adam{0.02}, batch<35>> net{seed{1}};
  for (int step = 0; step <= 300; ++step) {
    const float l = require(net.step(x = train.features, species = train.labels));
    if (step % 100 == 0) std::printf("loss after %3d steps: %.3f\n", step, l);
  }
  std::puts("");

  program<logits, chances> model{net.parameters()};
  metrics::confusion_matrix<3> seen;
  std::puts("length width    setosa versicolor virginica    it is");
  for (std::size_t i = 0; i < test.samples; ++i) {
    require(model.run(x = std::span(test.features).subspan(2 * i, 2)));
    const auto p = model[chances];
    const auto guess = std::max_element(p.begin(), p.end()) - p.begin();
    require(seen.add(static_cast<int>(guess), test.labels[i]));
    if (i % 9 == 0 || guess != test.labels[i])
      std::printf("%6.1f %5.1f %9.2f %10.2f %9.2f    %s%s\n", test.features[2 * i], test.features[2 * i + 1], p[0],
                  p[1], p[2], iris.classes[static_cast<std::size_t>(test.labels[i])].c_str(),
                  guess == test.labels[i] ? "" : " (wrong)");
  }
  std::puts("\nit is        taken for setosa versicolor virginica   recall");
  for (int actual = 0; actual < 3; ++actual)
    std::printf("%-16s %12d %10d %9d %8.2f\n", iris.classes[static_cast<std::size_t>(actual)].c_str(),
                static_cast<int>(seen.count(0, actual)), static_cast<int>(seen.count(1, actual)),
                static_cast<int>(seen.count(2, actual)), seen.recall(actual));
  std::printf("\naccuracy: %.3f of %d\n", seen.accuracy(), static_cast<int>(seen.total()));

  picture p("25_classification.svg", 900, 420);
  const auto lengths = evenly(0.5, 7.5, 71), widths = evenly(0, 3, 61);
  for (std::size_t k = 0; k < 3; ++k) {
    auto chance = [&](double length, double width) {
      model.run(x = std::array{static_cast<float>(length), static_cast<float>(width)});
      return model[chances][k];
    };
    p.contours(("half" + std::to_string(k)).c_str(), lengths, widths, {0.5}, chance);
    p.contours(("sure" + std::to_string(k)).c_str(), lengths, widths, {0.95}, chance);
    std::vector<float> l, w;
    for (std::size_t i = 0; i < iris.samples; ++i)
      if (iris.labels[i] == static_cast<int>(k))
        l.push_back(iris.features[2 * i]), w.push_back(iris.features[2 * i + 1]);
    p.columns(("s" + std::to_string(k)).c_str(), l, w);
  }
  p << "set xlabel 'petal length (cm)'; set ylabel 'petal width (cm)'; set xrange [0.5:9.5]; set yrange [0:3]\n"
    << "plot for [k=0:2] '$half'.k with lines linestyle 8 notitle, keyentry with lines linestyle 8 title 'probability "
       "½',"
    << "for [k=0:2] '$sure'.k with lines linestyle 7 dashtype 2 linewidth 1 notitle,"
    << "keyentry with lines linestyle 7 dashtype 2 linewidth 1 title 'probability 0.95',"
    << "$s0 with points pointtype 7 pointsize 0.5 linecolor '#0072b2' title 'setosa',"
    << "$s1 with points pointtype 5 pointsize 0.5 linecolor '#d55e00' title 'versicolor',"
    << "$s2 with points pointtype 9 pointsize 0.6 linecolor '#009e73' title 'virginica'\n";
}
