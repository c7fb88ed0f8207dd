// Cumulative sums and products and linear recurrences: values compared with plain loops over a table of shapes, zeros,
// infinities and NaN, long sums in float, constant evaluation. Derivatives: tests/laws/cumulative.cpp.
#include <array>
#include <cmath>
#include <limits>

#include "compare.hpp"

#include <tapeless/ops/cumulative.hpp>
#include <tapeless/print/to_string.hpp>

using namespace tapeless;
using compare::drawn;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Values of shape [outer, n, inner], along the axis in the middle, for `samples` samples.
template <int Outer, int N, int Inner, class T, int Batch>
void agree(std::size_t samples) {
  constexpr auto x = input<"x", Outer, N, Inner>;
  constexpr auto y = input<"y", Outer, N, Inner>;
  constexpr auto sums = cumsum<1>(x);
  constexpr auto products = cumprod<-2>(x);
  constexpr auto recurrence = linear_recurrence<1>(y, x);
  program<sums, products, recurrence, in<T>, batch<Batch>> run;
  constexpr std::size_t size = Outer * N * Inner;
  const std::vector<double> a = drawn(samples * size, 1), b = drawn(samples * size, 2);
  const std::vector<T> at_x(a.begin(), a.end()), at_y(b.begin(), b.end());
  std::vector<T> s(samples * size), p(samples * size), r(samples * size);
  BOOST_TEST_REQUIRE(run.run(x = at_x, y = at_y, sums = s, products = p, recurrence = r).ok());
  std::vector<double> expected[3];
  for (auto& e : expected) e.resize(samples * size);
  for (std::size_t i = 0; i < samples * size; ++i) {
    const bool first = i / Inner % N == 0;
    const double value = at_x[i], decay = at_y[i];
    expected[0][i] = value + (first ? 0 : expected[0][i - Inner]);
    expected[1][i] = value * (first ? 1 : expected[1][i - Inner]);
    expected[2][i] = value + (first ? 0 : decay * expected[2][i - Inner]);
  }
  const double tolerance = sizeof(T) == 4 ? 1e-6 : 1e-14;
  compare::close(s, expected[0], tolerance);
  compare::close(p, expected[1], tolerance);
  compare::close(r, expected[2], tolerance);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cumulative)

BOOST_AUTO_TEST_CASE(shapes) {
  agree<1, 1, 1, double, 1>(1);
  agree<2, 5, 1, double, 1>(1);
  agree<2, 3, 7, float, 1>(1);
  agree<1, 4, 33, float, 1>(2);
  agree<3, 2, 1, float, 4>(5);
  agree<2, 3, 2, double, 9>(20);
  agree<1, 6, 3, float, 37>(37);
}

BOOST_AUTO_TEST_CASE(special_numbers) {
  constexpr auto x = input<"x", 5>;
  program<cumsum(x), cumprod(x), in<double>> run;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(run.run(x = std::vector<double>{1, infinity, 2, -3, infinity}).ok());
  for (std::size_t i = 1; i < 5; ++i) BOOST_TEST(run[cumsum(x)][i] == infinity);
  BOOST_TEST(run.run(x = std::vector<double>{1, infinity, 2, -infinity, 1}).ok());
  BOOST_TEST(run[cumsum(x)][2] == infinity);
  BOOST_TEST(std::isnan(run[cumsum(x)][3]));
  BOOST_TEST(run.run(x = std::vector<double>{2, 0, nan, 1, 0}).ok());
  BOOST_TEST(run[cumprod(x)][1] == 0);
  for (std::size_t i = 0; i < 5; ++i) {
    BOOST_TEST(std::isnan(run[cumprod(x)][i]) == (i >= 2));
    BOOST_TEST(std::isnan(run[cumsum(x)][i]) == (i >= 2));
  }
}

// The error does not grow with the number of terms: a plain loop in float is off by 1e-3 here.
BOOST_AUTO_TEST_CASE(long_sums) {
  constexpr int n = 20000;
  constexpr auto x = input<"x", n>;
  static program<cumsum(x)> run;
  BOOST_TEST(run.run(x = std::vector<float>(n, 0.1f)).ok());
  double worst = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double exact = static_cast<double>(0.1f) * static_cast<double>(i + 1);
    worst = std::max(worst, std::abs(run[cumsum(x)][i] / exact - 1));
  }
  BOOST_TEST(worst < 1.2e-7);
}

namespace {
constexpr auto six = input<"six", 2, 3>;
static_assert([] {
  program<cumsum<0>(six), cumprod(six), lanes<1>> run;
  const std::array<float, 6> at{1, 2, 3, 4, 5, 6};
  return run.run(six = at).ok() && run[cumsum<0>(six)][5] == 9 && run[cumprod(six)][5] == 120;
}());
}  // namespace

BOOST_AUTO_TEST_CASE(printed) {
  constexpr auto x = input<"x", 4, 3>;
  BOOST_TEST(std::string(to_string(cumsum<0>(x)).data()) == "cumsum[0](x)");
  BOOST_TEST(std::string(to_string(grad(sum(cumsum<0>(x) * x), x)).data()).find("reversed cumsum[0]") !=
             std::string::npos);
  static_assert(std::is_same_v<decltype(cumsum(x)), decltype(cumsum<1>(x))>);
}

BOOST_AUTO_TEST_SUITE_END()
