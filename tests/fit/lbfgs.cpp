// L-BFGS against known minima; the strong Wolfe conditions hold at every step.
#include <cmath>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/fit/lbfgs.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

namespace {

using namespace tapeless;

// The extended Rosenbrock function, problem 21 of J. J. Moré, B. S. Garbow, K. E. Hillstrom, Testing unconstrained
// optimization software, 1981.
constexpr auto w = parameter<"w", 10>;
constexpr auto even = slice<0, 0, to_end, 2>(w);
constexpr auto odd = slice<0, 1, to_end, 2>(w);
constexpr auto valley = sum(100_c * square(odd - square(even)) + square(1_c - even));

template <class Fit>
void start(Fit& fit) {
  for (std::size_t i = 0; i < 10; ++i) fit[w][i] = i % 2 == 0 ? typename Fit::value_type(-1.2) : 1;
}
template <auto... Options>
void known_minimum(double tolerance, int most) {
  lbfgs<valley, Options...> fit;
  start(fit);
  const auto r = fit.minimise();
  BOOST_TEST(r.converged(), describe(r.reason));
  for (const auto each : fit[w]) BOOST_TEST(std::abs(each - 1) < tolerance);
  BOOST_TEST(r.steps > 10);
  BOOST_TEST(r.steps < most);
  BOOST_TEST(r.evaluations > r.steps);
  BOOST_TEST(require(r) == r.value);
}
BOOST_AUTO_TEST_CASE(known_minima) {
  known_minimum<in<double>, history<10>>(1e-6, 80);
  known_minimum<in<double>, history<1>>(1e-6, 200);
  known_minimum<in<double>, lanes<1>>(1e-6, 80);
  known_minimum<history<5>, in<float>, batch<4>>(2e-2, 100);
}

// The run of k steps is the beginning of a longer one, so that every step can be seen.
BOOST_AUTO_TEST_CASE(wolfe_conditions) {
  program<valley, grad(valley, w), in<double>> values;
  constexpr auto gradient = grad(valley, w);
  std::vector<double> before(10), slope(10);
  double f = 0;
  lbfgs<valley, history<6>, in<double>> all;
  start(all);
  const int steps = all.minimise().steps;
  BOOST_TEST(steps > 20);
  for (int k = 0; k <= steps; ++k) {
    lbfgs<valley, history<6>, in<double>> fit;
    start(fit);
    fit.most_steps = k;
    const auto r = fit.minimise();
    BOOST_TEST(r.steps == k);
    if (k < steps) BOOST_TEST((r.reason == stop::too_many_steps));
    values.set_parameters(fit.parameters());
    BOOST_REQUIRE(values.run().ok());
    double along_before = 0, along = 0;
    for (std::size_t j = 0; j < 10; ++j) {
      along_before += slope[j] * (fit[w][j] - before[j]);
      along += values[gradient][j] * (fit[w][j] - before[j]);
    }
    if (k > 0) {
      BOOST_TEST(along_before < 0);
      BOOST_TEST(values[valley][0] <= f + 1e-4 * along_before + 1e-14 * f);
      BOOST_TEST(std::abs(along) <= 0.9 * std::abs(along_before) * (1 + 1e-9));
    }
    f = values[valley][0];
    BOOST_TEST(std::abs(f - r.value) <= 1e-13 * (1 + f));
    for (std::size_t j = 0; j < 10; ++j) before[j] = fit[w][j], slope[j] = values[gradient][j];
  }
}

// Functions of one variable: long steps are doubled, short ones shortened, walls avoided.
BOOST_AUTO_TEST_CASE(line_searches) {
  using point = detail::line_point<double>;
  const detail::strong_wolfe<double> line{1e-4, 0.1};
  int calls = 0;
  const auto check = [&](auto f, auto slope, double first) {
    const point begin{0, f(0.0), slope(0.0)};
    calls = 0;
    const point p = line(begin, first, [&](double a) {
      ++calls;
      return point{a, f(a), slope(a)};
    });
    BOOST_TEST(p.step > 0);
    BOOST_TEST(p.value == f(p.step));
    BOOST_TEST(p.value <= begin.value + 1e-4 * p.step * begin.slope);
    BOOST_TEST(std::abs(p.slope) <= 0.1 * std::abs(begin.slope));
    BOOST_TEST(calls < 40);
  };
  const double infinity = std::numeric_limits<double>::infinity();
  const auto parabola = [](double a) { return (a - 3) * (a - 3); };
  const auto parabola_slope = [](double a) { return 2 * (a - 3); };
  for (double first : {1e-3, 0.5, 2.9, 3.0, 100.0}) check(parabola, parabola_slope, first);
  // -a / (a² + 2), function 1 of J. J. Moré, D. J. Thuente, Line search algorithms with guaranteed sufficient decrease,
  // 1994.
  const auto flat = [](double a) { return -a / (a * a + 2); };
  const auto flat_slope = [](double a) { return (a * a - 2) / ((a * a + 2) * (a * a + 2)); };
  for (double first : {1e-3, 0.1, 10.0, 1e3}) check(flat, flat_slope, first);
  const auto wall = [&](double a) { return a < 1 ? -a - std::log(1 - a) * 0.1 : infinity; };
  const auto wall_slope = [&](double a) { return a < 1 ? -1 + 0.1 / (1 - a) : 0; };
  for (double first : {0.01, 0.5, 1.0, 50.0}) check(wall, wall_slope, first);

  // There is no decrease at all: back to the start.
  const point none = line({0, 0, -1}, 1, [](double a) { return point{a, a, 1}; });
  BOOST_TEST(none.step == 0);
  // It decreases for ever: some point after all evaluations.
  const point endless = line({0, 0, -1}, 1, [](double a) { return point{a, -a, -1}; });
  BOOST_TEST(endless.step > 1e6);
}

// The mean over all samples, in several tiles of which the last is partly filled.
constexpr auto x = input<"x", 2>;
constexpr auto y = input<"y">;
constexpr auto hidden = tanh(dense<"hidden", 4>(x));
constexpr auto loss = square(reshape<>(dense<"out", 1>(hidden)) - y);
BOOST_AUTO_TEST_CASE(networks) {
  std::vector<double> xs, ys;
  for (int i = 0; i < 21; ++i) {
    const double u = std::sin(i), v = std::cos(3.0 * i);
    xs.insert(xs.end(), {u, v});
    ys.push_back(std::tanh(u - 0.5 * v) + 0.25);
  }
  lbfgs<loss, batch<8>, in<double>> tiles{seed{3}};
  lbfgs<loss, batch<32>, in<double>, history<20>> whole{seed{3}};
  tiles.most_steps = whole.most_steps = 3000;
  const auto r = tiles.minimise(x = xs, y = ys), s = whole.minimise(x = xs, y = ys);
  BOOST_TEST(r.converged(), describe(r.reason));
  BOOST_TEST(s.converged(), describe(s.reason));
  BOOST_TEST(r.value < 1e-6);
  BOOST_TEST(s.value < 1e-6);
  program<loss, in<double>> each{tiles.parameters()};
  double mean = 0;
  std::vector<double> losses(21);
  BOOST_REQUIRE(each.run(x = xs, y = ys, loss = losses).ok());
  for (double one : losses) mean += one / 21;
  BOOST_TEST(std::abs(mean - r.value) < 1e-14);
}

// Errors leave the parameters as they were; steps to where the loss is not finite are shortened.
BOOST_AUTO_TEST_CASE(errors_of_lbfgs) {
  constexpr auto a = parameter<"a">;
  constexpr auto z = input<"z">;
  lbfgs<z * a - log(a), in<double>, batch<4>> fit;  // minimum at 1 / mean(z)
  fit[a][0] = 100;
  std::vector<double> numbers{1, 2, 3, 4, 5, std::numeric_limits<double>::quiet_NaN()};
  auto r = fit.minimise(z = numbers);
  BOOST_TEST((r.reason == stop::not_finite));
  BOOST_TEST((r.error.what == fault::loss_not_finite));
  BOOST_TEST(std::isnan(r.value));
  BOOST_TEST(fit[a][0] == 100);
  r = fit.minimise(z = std::vector<double>{});
  BOOST_TEST((r.reason == stop::refused));
  BOOST_TEST((r.error.what == fault::no_samples));
  BOOST_TEST(fit[a][0] == 100);
  numbers.pop_back();
  r = fit.minimise(z = numbers);
  BOOST_TEST(r.converged(), describe(r.reason));
  BOOST_TEST(std::abs(fit[a][0] - 1.0 / 3) < 1e-7);

  fit[a][0] = -1;  // log of a negative number
  r = fit.minimise(z = numbers);
  BOOST_TEST((r.reason == stop::not_finite));
  BOOST_TEST(fit[a][0] == -1);
}

}  // namespace
