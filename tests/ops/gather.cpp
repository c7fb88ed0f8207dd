// Indexing: values compared with plain loops, derivatives, and tables that the samples of a batch share.
#include "compare.hpp"

#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/gather.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/optim/sgd.hpp>
#include <tapeless/program/training_step.hpp>

using namespace tapeless;
using compare::drawn;

namespace {
constexpr auto x = input<"x", 4, 6>;
constexpr auto word = class_index<"word", 4>;
constexpr auto places = input<"places", 3>;  // computed indices
constexpr auto embedding = parameter<"embedding", 7, 5>;
}  // namespace

BOOST_AUTO_TEST_CASE(constant_indices) {
  constexpr auto picked = gather<1, numbers{4, 0, 0, -1}>(x);
  const std::vector<double> values = drawn(24, 1);
  program<picked, in<double>> run;
  BOOST_TEST(run.run(x = values).ok());
  const std::size_t index[] = {4, 0, 0, 5};
  std::vector<double> expected;
  for (std::size_t i = 0; i < 16; ++i) expected.push_back(values[i / 4 * 6 + index[i % 4]]);
  compare::close(run[picked], expected);
  compare::batch_equals_sample<picked, x>(drawn(7 * 24, 2));
  compare::gradient<sum(square(picked)), x>(values);
  static_assert(std::is_same_v<decltype(gather<0, numbers{3, 1}>(x)), decltype(gather<0, numbers{-1, -3}>(x))>);
}

BOOST_AUTO_TEST_CASE(run_time_indices_replace_the_axis) {
  constexpr auto picked = gather<1>(x, places);
  const std::vector<double> values = drawn(24, 1), at = {5, 2, 5};
  program<picked, in<double>> run;
  BOOST_TEST(run.run(x = values, places = at).ok());
  std::vector<double> expected;
  for (std::size_t i = 0; i < 12; ++i) expected.push_back(values[i / 3 * 6 + static_cast<std::size_t>(at[i % 3])]);
  compare::close(run[picked], expected);
  compare::gradient<sum(square(picked)), x>(values, places = at);
  constexpr auto twice = gather<0>(x, word);
  compare::gradient<sum(twice * twice * twice), x>(values, word = std::array<int, 1>{2});
}

BOOST_AUTO_TEST_CASE(computed_indices_are_clamped) {
  const std::vector<double> values = drawn(24, 1), at = {-3, 9, std::numeric_limits<double>::quiet_NaN()};
  program<gather<1>(x, places), in<double>> run;
  BOOST_TEST(run.run(x = values, places = at).ok());
  compare::close(std::span<const double, 12>(run[gather<1>(x, places)]).first<3>(),
                 std::array{values[0], values[5], values[0]});
}

// Tables and indices of each sample, in tiles of five.
BOOST_AUTO_TEST_CASE(batch_equals_sample) {
  constexpr auto picked = gather<1>(x, places);
  constexpr auto slope = grad(sum(square(picked)), x);
  const std::vector<double> values = drawn(7 * 24, 1);
  std::vector<double> at(21);
  for (std::size_t i = 0; i < at.size(); ++i) at[i] = static_cast<double>(i * 5 % 6);
  program<picked, slope, in<double>> one;
  program<picked, slope, in<double>, batch<5>> many;
  std::vector<double> all(7 * 12), slopes(7 * 24);
  BOOST_TEST(many.run(x = values, places = at, picked = all, slope = slopes).ok());
  for (std::size_t s = 0; s < 7; ++s) {
    BOOST_TEST(one.run(x = std::span(values).subspan(s * 24, 24), places = std::span(at).subspan(s * 3, 3)).ok());
    compare::close(std::span<const double>(all).subspan(s * 12, 12), one[picked]);
    compare::close(std::span<const double>(slopes).subspan(s * 24, 24), one[slope]);
  }
}

BOOST_AUTO_TEST_CASE(one_hot_marks_the_class) {
  constexpr auto marked = one_hot<6>(word);
  program<marked, in<double>, batch<4>> run;
  std::vector<double> all(18);
  BOOST_TEST(run.run(word = std::array{3, 0, 1}, marked = all).ok());
  for (std::size_t i = 0; i < 18; ++i) BOOST_TEST(all[i] == (i == 3 || i == 6 || i == 13 ? 1.0 : 0.0));
}

// A step of gradient descent on a shared table: samples are summed directly into the table.
BOOST_AUTO_TEST_CASE(a_shared_table_is_trained_without_a_table_for_each_sample) {
  constexpr auto token = class_index<"token", 7>;
  constexpr auto target = input<"target", 5>;
  constexpr auto loss = sum(square(gather<0>(embedding, token) - target));
  using trainer = training_step<loss, sgd{0.1}, batch<8>, in<double>>;
  static_assert(trainer::report.arena_bytes < 7 * 5 * 8 * 8);
  trainer net{seed{3}};
  const std::array tokens{0, 3, 3, 6, 1, 3, 0, 5, 5, 2};
  const std::vector<double> targets = drawn(50, 1);
  const auto weights = net[embedding];
  std::vector<double> expected(weights.begin(), weights.end());
  const std::vector<double> before = expected;
  for (std::size_t s = 0; s < 10; ++s)
    for (std::size_t i = 0; i < 5; ++i) {
      const std::size_t at = static_cast<std::size_t>(tokens[s]) * 5 + i;
      expected[at] -= 0.1 / 10 * 2 * (before[at] - targets[s * 5 + i]);
    }
  BOOST_TEST(net.step(token = tokens, target = targets).ok());
  compare::close(net[embedding], expected);
}
