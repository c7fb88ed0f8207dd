// top_k compared with a sort, over a table of shapes: ties, NaN, tiles of samples; and indexing along an axis:
// clamped indices, ties, shared tables. Derivatives: tests/laws/along.cpp.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "compare.hpp"

#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/scatter.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/ops/top_k.hpp>
#include <tapeless/optim/sgd.hpp>
#include <tapeless/program/training_step.hpp>

using namespace tapeless;
using compare::drawn;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// Few different numbers, so that many are equal, and some NaN.
std::vector<double> with_ties(std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = i % 11 == 7 ? not_a_number : static_cast<double>(i * i * 7 % 5);
  return values;
}

template <int Outer, int N, int Inner, int K, class T, int Batch>
void agree(std::size_t samples) {
  constexpr auto x = input<"x", Outer, N, Inner>;
  constexpr auto best = top_k<K, 1>(x);
  program<best.values, best.indices, in<T>, batch<Batch>> run;
  const std::vector<double> all = with_ties(samples * Outer * N * Inner);
  const std::vector<T> at(all.begin(), all.end());
  std::vector<T> values(samples * Outer * K * Inner), indices(values.size());
  BOOST_TEST_REQUIRE(run.run(x = at, best.values = values, best.indices = indices).ok());
  for (std::size_t o = 0; o < samples * Outer; ++o)
    for (std::size_t i = 0; i < Inner; ++i) {
      std::vector<std::size_t> order(N);
      std::iota(order.begin(), order.end(), 0u);
      const auto value = [&](std::size_t n) { return at[(o * N + n) * Inner + i]; };
      std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (std::isnan(value(a)) || std::isnan(value(b)))
          return std::isnan(value(a)) && (!std::isnan(value(b)) || a < b);
        return value(a) != value(b) ? value(a) > value(b) : a < b;
      });
      for (std::size_t k = 0; k < K; ++k) {
        const std::size_t e = (o * K + k) * Inner + i;
        BOOST_TEST(indices[e] == static_cast<T>(order[k]));
        BOOST_TEST((values[e] == value(order[k]) || (std::isnan(values[e]) && std::isnan(value(order[k])))));
      }
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(largest)

BOOST_AUTO_TEST_CASE(shapes) {
  agree<1, 1, 1, 1, double, 1>(1);
  agree<3, 9, 1, 4, double, 1>(1);
  agree<2, 7, 5, 7, float, 1>(2);
  agree<1, 13, 1, 2, float, 4>(5);
  agree<2, 6, 3, 3, double, 9>(20);
}

BOOST_AUTO_TEST_CASE(the_first_is_argmax) {
  constexpr auto x = input<"x", 3, 8>;
  program<top_k<1>(x).indices, argmax<1>(x), in<double>> run;
  BOOST_TEST(run.run(x = with_ties(24)).ok());
  compare::close(run[top_k<1>(x).indices], run[argmax<1>(x)]);
}

BOOST_AUTO_TEST_CASE(computed_indices_are_clamped) {
  constexpr auto x = input<"x", 2, 3>;
  constexpr auto i = input<"i", 2, 3>;
  program<gather_along<1>(x, i), scatter_add_along<1, 3>(x, i), in<double>> run;
  BOOST_TEST(
      run.run(x = std::vector<double>{1, 2, 3, 4, 5, 6}, i = std::vector<double>{-5, 9, not_a_number, 1.9, 0, 2}).ok());
  compare::close(run[gather_along<1>(x, i)], std::array{1., 3., 1., 5., 4., 6.});
  compare::close(run[scatter_add_along<1, 3>(x, i)], std::array{4., 0., 2., 5., 4., 6.});
}

BOOST_AUTO_TEST_CASE(replaced_elements) {
  constexpr auto x = input<"x", 2, 3>;
  constexpr auto i = input<"i", 2, 2>;
  constexpr auto v = input<"v", 2, 2>;
  constexpr auto changed = scatter_along<1>(x, i, v);
  program<changed, in<double>> run;
  BOOST_TEST(run.run(x = std::vector<double>{1, not_a_number, 3, 4, 5, 6}, i = std::vector<double>{1, 0, 2, 2},
                     v = std::vector<double>{10, 20, 30, 40})
                 .ok());
  compare::close(run[changed], std::array{20., 10., 3., 4., 5., 70.});  // equal indices: their sum
}

// The gradient of a shared table adds up over samples in the table itself.
BOOST_AUTO_TEST_CASE(a_shared_table_is_trained_without_a_table_for_each_sample) {
  constexpr auto table = parameter<"table", 40, 3>;
  constexpr auto i = input<"i", 2, 3>;
  constexpr auto loss = sum(square(gather_along<0>(table, i) - 1_c));
  using trainer = training_step<loss, sgd{0.1}, batch<8>, in<double>>;
  static_assert(trainer::report.arena_bytes < 40 * 3 * 8 * 8);
  trainer net{seed{3}};
  const auto weights = net[table];
  std::vector<double> expected(weights.begin(), weights.end()), at;
  const std::vector<double> before = expected;
  for (int k = 0; k < 10 * 6; ++k) at.push_back(k * k % 40);
  for (std::size_t k = 0; k < at.size(); ++k) {
    const std::size_t e = static_cast<std::size_t>(at[k]) * 3 + k % 3;
    expected[e] -= 0.1 / 10 * 2 * (before[e] - 1);
  }
  BOOST_TEST(net.step(i = at).ok());
  compare::close(net[table], expected);
}

BOOST_AUTO_TEST_SUITE_END()
