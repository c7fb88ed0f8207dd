// Embeddings of sequences: values, gradients where tokens repeat, training, tokens out of range.
#include <array>
#include <cmath>
#include <memory>

#include "../ops/compare.hpp"

#include <tapeless/nn/embedding.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/optim/sgd.hpp>
#include <tapeless/program/training_step.hpp>

using namespace tapeless;
using compare::drawn;

namespace {

constexpr auto tokens = class_index<"tokens", 5, 4>;
constexpr auto pairs = class_index<"pairs", 7, 3, 2>;
constexpr auto target = input<"target", 4, 3>;
constexpr auto rows = embedding<"table", 3>(tokens);
constexpr auto table_of_rows = parameter<"table.weight">(rows);

static_assert(tokens.shape == make_shape(4) && rows.shape == make_shape(4, 3));
static_assert(embedding<"table", 3>(pairs).shape == make_shape(3, 2, 3));
static_assert(table_of_rows.shape == make_shape(5, 3) && table_of_rows.root.leaf->part == role::embedding);
static_assert(embedding<"one", 1>(class_index<"k", 1>).shape == make_shape(1));

BOOST_AUTO_TEST_SUITE(embeddings)

BOOST_AUTO_TEST_CASE(a_row_for_each_token) {
  program<rows, in<double>, batch<3>> run{seed{2}};
  const std::vector<int> k{4, 0, 4, 4, 1, 2, 3, 0, 2, 2, 2, 2, 0, 1, 0, 3, 4, 3, 4, 3};
  std::vector<double> found(k.size() * 3);
  BOOST_TEST_REQUIRE(run.run(tokens = k, rows = found).ok());
  for (std::size_t i = 0; i < found.size(); ++i)
    BOOST_TEST(found[i] == run[table_of_rows][static_cast<std::size_t>(k[i / 3]) * 3 + i % 3]);
}

BOOST_AUTO_TEST_CASE(tokens_out_of_range) {
  program<rows> run;
  for (int wrong : {-1, 5}) {
    const std::array k{0, 1, wrong, 4};
    const result<void> r = run.run(tokens = k);
    BOOST_TEST(!r.ok());
    BOOST_TEST((r.error.what == fault::class_out_of_range));
  }
}

// The gradient of a row is the sum over the places where its token stands, in all samples; other rows have none.
template <int Tile, class T>
void repeated(int samples, double tolerance) {
  constexpr auto loss = sum(square(rows - target) * rows);
  training_step<loss, sgd{0.5}, batch<Tile>, in<T>> net{seed{3}};
  std::vector<int> k;
  for (int i = 0; i < samples * 4; ++i) k.push_back(i % 3 == 0 ? 2 : i * i % 4);  // class 4 never
  const std::vector<double> wanted = drawn(static_cast<std::size_t>(samples) * 12, 1);
  const std::vector<T> targets(wanted.begin(), wanted.end());
  std::vector<double> expected(net[table_of_rows].begin(), net[table_of_rows].end());
  const std::vector<double> before = expected;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const std::size_t at = static_cast<std::size_t>(k[i / 3]) * 3 + i % 3;
    const double v = before[at], d = v - static_cast<double>(targets[i]);
    expected[at] -= 0.5 / samples * (2 * d * v + d * d);
  }
  BOOST_TEST_REQUIRE(net.step(tokens = k, target = targets).ok());
  compare::close(net[table_of_rows], expected, tolerance);
  for (std::size_t i = 12; i < 15; ++i) BOOST_TEST(static_cast<double>(net[table_of_rows][i]) == before[i]);
}
BOOST_AUTO_TEST_CASE(gradients_where_tokens_repeat) {
  repeated<1, double>(1, 1e-13);
  repeated<8, double>(13, 1e-13);
  repeated<16, float>(16, 2e-5);
}

// The table is not repeated for each sample, forwards or backwards.
BOOST_AUTO_TEST_CASE(a_large_table_is_shared) {
  constexpr auto words = class_index<"words", 5000, 4>;
  constexpr auto loss = sum(square(embedding<"large", 3>(words) - target));
  using trainer = training_step<loss, sgd{0.1}, batch<32>>;
  static_assert(trainer::report.arena_bytes < 2 * 5000 * 3 * 4);
  const auto net = std::make_unique<trainer>(seed{1});
  const std::vector<int> k(32 * 4, 4999);
  const std::vector<float> targets(32 * 12, 1.f);
  float last = 0, first = 0;
  for (int i = 0; i < 20; ++i) (i ? last : first) = net->step(words = k, target = targets);
  BOOST_TEST(last < first / 100);
}

// Next-token prediction: an index with extents is the target of a cross-entropy as well.
BOOST_AUTO_TEST_CASE(tokens_as_targets) {
  constexpr auto next = class_index<"next", 3, 4>;
  constexpr auto loss = softmax_cross_entropy(rows, next);
  program<loss, in<double>> run{seed{4}};
  const std::array k{1, 1, 0, 4}, n{2, 0, 1, 1};
  BOOST_TEST_REQUIRE(run.run(tokens = k, next = n).ok());
  double expected = 0;
  for (std::size_t t = 0; t < 4; ++t) {
    double total = 0;
    const auto z = [&](std::size_t c) { return run[table_of_rows][static_cast<std::size_t>(k[t]) * 3 + c]; };
    for (std::size_t c = 0; c < 3; ++c) total += std::exp(z(c));
    expected += (std::log(total) - z(static_cast<std::size_t>(n[t]))) / 4;
  }
  BOOST_TEST(std::abs(run[loss][0] - expected) < 1e-14);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
