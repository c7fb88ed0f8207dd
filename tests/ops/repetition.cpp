// Triangles, tile and repeat_interleave, and the indices of extreme elements: values compared with plain loops, for
// every diagonal, with NaN where nothing may be read, with ties. Derivatives: tests/laws.
#include <cmath>
#include <limits>

#include "compare.hpp"

#include <tapeless/ops/repetition.hpp>
#include <tapeless/ops/softmax.hpp>
#include <tapeless/ops/triangular.hpp>

using namespace tapeless;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr auto m = input<"m", 2, 3, 4>;

// NaN wherever the mask cuts off.
template <int K>
void triangles() {
  program<tril<K>(m), triu<K>(m), (0_c * sum(m)), in<double>> run;
  for (bool lower : {true, false}) {
    std::vector<double> at(24), expected(24);
    for (int i = 0; i < 24; ++i) {
      const int above = i % 4 - i / 4 % 3;
      const bool kept = lower ? above <= K : above >= K;
      at[static_cast<std::size_t>(i)] = kept ? i + 1.0 : none;
      expected[static_cast<std::size_t>(i)] = kept ? i + 1.0 : 0.0;
    }
    BOOST_TEST_REQUIRE(run.run(m = at).ok());
    if (lower) compare::close(run[tril<K>(m)], expected);
    else compare::close(run[triu<K>(m)], expected);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(repetition)

BOOST_AUTO_TEST_CASE(every_diagonal) {
  triangles<-3>(), triangles<-2>(), triangles<-1>(), triangles<0>();
  triangles<1>(), triangles<3>(), triangles<4>();
  // A causal mask.
  constexpr auto seen = tril(broadcast<3, 3>(1_c));
  program<seen, in<double>> run;
  BOOST_TEST(run.run().ok());
  compare::close(run[seen], std::array{1., 0., 0., 1., 1., 0., 1., 1., 1.});
}

BOOST_AUTO_TEST_CASE(repeated_elements) {
  constexpr auto v = input<"v", 2, 3>;
  program<tile<2>(v), tile<3, 1>(v), tile<2, 1, 2>(v), repeat_interleave<0, 2>(v), repeat_interleave<-1, 3>(v),
          tile<1, 1>(v) + 0_c * v, in<double>>
      run;
  const std::vector<double> at = compare::drawn(6, 3);
  BOOST_TEST_REQUIRE(run.run(v = at).ok());
  const auto agree = [&](auto found, std::size_t count, auto from) {
    BOOST_TEST_REQUIRE(found.size() == count);
    for (std::size_t i = 0; i < count; ++i) BOOST_TEST(found[i] == at[from(i)], "element " << i);
  };
  agree(run[tile<2>(v)], 12, [](std::size_t i) { return i / 6 * 3 + i % 3; });
  agree(run[tile<3, 1>(v)], 18, [](std::size_t i) { return i % 6; });
  agree(run[tile<2, 1, 2>(v)], 24, [](std::size_t i) { return i / 6 % 2 * 3 + i % 3; });
  agree(run[repeat_interleave<0, 2>(v)], 12, [](std::size_t i) { return i / 6 * 3 + i % 3; });
  agree(run[repeat_interleave<-1, 3>(v)], 18, [](std::size_t i) { return i / 3; });
  static_assert(decltype(tile<2, 1, 2>(v))::shape == make_shape(2, 2, 6));
  static_assert(decltype(tile<2>(input<"s">))::shape == make_shape(2));
}

BOOST_AUTO_TEST_CASE(indices_of_extreme_elements) {
  constexpr auto v = input<"v", 7>;
  program<argmax(v), argmin(v), argmax_last(v), argmin_last(v), hardmax(v), in<double>> run;
  const auto found = [&] {
    return std::array{run[argmax(v)][0], run[argmin(v)][0], run[argmax_last(v)][0], run[argmin_last(v)][0]};
  };
  BOOST_TEST_REQUIRE(run.run(v = std::vector<double>{2, 5, -1, 5, 3, -1, 0}).ok());
  compare::close(found(), std::array{1., 2., 3., 5.});
  compare::close(run[hardmax(v)], std::array{0., 1., 0., 0., 0., 0., 0.});
  BOOST_TEST_REQUIRE(run.run(v = std::vector<double>{2, none, -1, 9, none, -7, 0}).ok());
  compare::close(found(), std::array{1., 1., 4., 4.});
  compare::close(run[hardmax(v)], std::array{0., 1., 0., 0., 0., 0., 0.});
  const double inf = std::numeric_limits<double>::infinity();
  BOOST_TEST_REQUIRE(run.run(v = std::vector<double>(7, -inf)).ok());
  compare::close(found(), std::array{0., 0., 6., 6.});
}

BOOST_AUTO_TEST_SUITE_END()
