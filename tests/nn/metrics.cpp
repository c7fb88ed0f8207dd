// Metrics of one sample: against the rank in a sorted list; ties, NaN, masked classes, one-hot targets, a batch.
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/calculus/gradient.hpp>
#include <tapeless/nn/metrics.hpp>
#include <tapeless/program/program.hpp>
#include <tapeless/shape/random.hpp>

namespace {

using namespace tapeless;

constexpr auto z = input<"z", 4>;
constexpr auto y = input<"y", 4>;
constexpr auto w = input<"w", 4>;
constexpr auto k = class_index<"k", 4>;
constexpr auto rows = input<"rows", 2, 4>;
constexpr auto row_classes = input<"row_classes", 2>;
using floats = std::vector<float>;

constexpr auto first = accuracy(z, k);
constexpr auto second = accuracy<2>(z, k);
constexpr auto wrong = error_rate<3>(z, k);
constexpr auto marked = accuracy(z, y);

}  // namespace

BOOST_AUTO_TEST_SUITE(metrics_of_a_sample)

BOOST_AUTO_TEST_CASE(accuracy_is_a_rank) {
  program<first, second, wrong, marked, grad(first, z), batch<16>> run;
  // Few different numbers, so that many are equal; NaN and infinities among them.
  const float values[] = {0, 1, 2, -1, std::nanf(""), HUGE_VALF, -HUGE_VALF, 2};
  for (std::uint64_t draw = 0; draw < 64; ++draw) {
    floats logits, targets(64);
    std::vector<int> labels;
    for (std::uint64_t s = 0; s < 16; ++s) {
      labels.push_back(int(counter_random::below(4, 1, draw, s)));
      targets[s * 4 + std::size_t(labels[s])] = 1;
      const std::uint32_t kinds = draw % 2 ? 8 : 4;
      for (std::uint64_t i = 0; i < 4; ++i) logits.push_back(values[counter_random::below(kinds, 2, draw, s * 4 + i)]);
    }
    BOOST_TEST_REQUIRE(run.run(z = logits, k = labels, y = targets).ok());
    for (std::size_t s = 0; s < 16; ++s) {
      const float* row = &logits[s * 4];
      const int label = labels[s];
      int before = std::isnan(row[label]) ? 4 : 0;
      for (int i = 0; i < 4; ++i)
        before += std::isnan(row[i]) || row[i] > row[label] || (row[i] == row[label] && i < label);
      BOOST_TEST(run[first][s] == (before < 1));
      BOOST_TEST(run[second][s] == (before < 2));
      BOOST_TEST(run[wrong][s] == !(before < 3));
      BOOST_TEST(run[marked][s] == (before < 1));
    }
    for (float g : run[grad(first, z)]) BOOST_TEST(g == 0);
  }
}

BOOST_AUTO_TEST_CASE(several_positions_and_two_classes) {
  constexpr auto a = accuracy(rows, row_classes);
  constexpr auto b = accuracy<1, reduction::none>(rows, row_classes);
  constexpr auto c = binary_accuracy(z, y);
  constexpr auto d = binary_accuracy<reduction::sum>(z, y, w);
  program<a, b, c, d> run;
  BOOST_TEST_REQUIRE(run.run(rows = floats{0, 1, 0, 0, 3, 2, 1, 0}, row_classes = floats{1, 3},
                             z = floats{-1, 2, 0.1f, 0}, y = floats{0, 1, 0, 0}, w = floats{1, 2, 4, 0})
                         .ok());
  BOOST_TEST(run[a][0] == 0.5f);
  BOOST_TEST(run[b][0] == 1);
  BOOST_TEST(run[b][1] == 0);
  BOOST_TEST(run[c][0] == 0.75f);
  BOOST_TEST(run[d][0] == 3);
}

BOOST_AUTO_TEST_SUITE_END()
