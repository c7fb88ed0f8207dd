// substitute(e, x, value): every occurrence at once, of leaves and of sub-expressions; the result is an expression like
// any other.
#include <array>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto f = sum(exp(w * x) + w);

static_assert(formula(substitute(f, w, w + x)) == formula(sum(exp((w + x) * x) + (w + x))));
static_assert(formula(substitute(f, exp(w* x), x)) == formula(sum(x + w)));
static_assert(formula(substitute(f, w, w)) == formula(f) && formula(substitute(w, w, x)) == formula(x));
static_assert(decltype(substitute(f, f, sum(x)))::shape == shape{});

}  // namespace

BOOST_AUTO_TEST_SUITE(substitution)

// The loss further along a direction, as a line search evaluates it, and its slope there.
BOOST_AUTO_TEST_CASE(a_step_along_a_direction) {
  constexpr auto step = input<"step">;
  constexpr auto moved = substitute(f, x, x - step * grad(f, x));
  program<moved, grad(moved, step), in<double>> line{seed{3}};
  program<f, grad(f, x), in<double>> at{line.parameters()};
  const std::array<double, 3> here{0.5, -1, 2};
  BOOST_TEST_REQUIRE(at.run(x = here).ok());
  std::array<double, 3> there = here;
  for (std::size_t i = 0; i < there.size(); ++i) there[i] -= 0.25 * at[grad(f, x)][i];
  const auto before = at[grad(f, x)];
  const std::array<double, 3> direction{before[0], before[1], before[2]};
  BOOST_TEST_REQUIRE(line.run(x = here, step = 0.25).ok());
  BOOST_TEST_REQUIRE(at.run(x = there).ok());
  BOOST_TEST(line[moved][0] == at[f][0], boost::test_tools::tolerance(1e-14));
  double slope = 0;
  for (std::size_t i = 0; i < there.size(); ++i) slope -= direction[i] * at[grad(f, x)][i];
  BOOST_TEST(line[grad(moved, step)][0] == slope, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_SUITE_END()
