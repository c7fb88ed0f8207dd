// Levenberg-Marquardt against known minima and a plain Gauss-Newton method in long double.
#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/fit/least_squares.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

namespace {

using namespace tapeless;

constexpr auto x = input<"x">;
constexpr auto y = input<"y">;
constexpr auto a = parameter<"a">;
constexpr auto b = parameter<"b">;
constexpr auto c = parameter<"c">;
constexpr auto d = parameter<"d">;
constexpr auto decay = a * exp(-b * x) + c + d * x;
constexpr auto peak = a * exp(-0.5_c * square((x - b) / d)) + c;

template <class T>
struct points {
  std::vector<T> x, y;
};
// A model at equidistant points, with reproducible noise.
template <class T, class F>
points<T> sampled(int count, double noise, F f) {
  points<T> p;
  unsigned state = 7;
  for (int i = 0; i < count; ++i) {
    const double at = 4.0 * i / count;
    state = state * 1664525u + 1013904223u;
    p.x.push_back(static_cast<T>(at));
    p.y.push_back(static_cast<T>(f(at) + noise * (static_cast<double>(state >> 8) / 8388608.0 - 1)));
  }
  return p;
}
const auto decay_at = [](double t) { return 3 * std::exp(-1.3 * t) + 0.5 + 0.2 * t; };
const auto peak_at = [](double t) { return 2 * std::exp(-0.5 * (t - 1.7) * (t - 1.7) / 0.36) + 0.5; };

// Gauss-Newton on four parameters in long double, from a point near the minimum: the parameters and F.
template <class T, class F>
std::array<long double, 5> gauss_newton(const points<T>& p, std::array<long double, 4> w, F model_and_slopes) {
  long double cost = 0;
  for (int step = 0; step < 60; ++step) {
    long double m[4][5]{};
    cost = 0;
    for (std::size_t i = 0; i < p.x.size(); ++i) {
      long double row[5]{};
      model_and_slopes(static_cast<long double>(p.x[i]), w, row);
      row[4] -= static_cast<long double>(p.y[i]);
      cost += row[4] * row[4] / 2;
      for (int r = 0; r < 4; ++r)
        for (int k = 0; k < 5; ++k) m[r][k] += row[r] * row[k];
    }
    for (int j = 0; j < 4; ++j)  // Gauss-Jordan; the matrix is positive definite
      for (int r = 0; r < 4; ++r) {
        if (r == j) continue;
        const long double f = m[r][j] / m[j][j];
        for (int k = j; k < 5; ++k) m[r][k] -= f * m[j][k];
      }
    for (std::size_t j = 0; j < 4; ++j) w[j] -= m[j][4] / m[j][j];
  }
  return {w[0], w[1], w[2], w[3], cost};
}
const auto decay_slopes = [](long double t, const std::array<long double, 4>& w, long double* row) {
  const long double e = std::exp(-w[1] * t);
  row[0] = e, row[1] = -w[0] * t * e, row[2] = 1, row[3] = t;
  row[4] = w[0] * e + w[2] + w[3] * t;
};
const auto peak_slopes = [](long double t, const std::array<long double, 4>& w, long double* row) {
  const long double z = (t - w[1]) / w[3], e = std::exp(-z * z / 2);
  row[0] = e, row[1] = w[0] * e * z / w[3], row[2] = 1, row[3] = w[0] * e * z * z / w[3];
  row[4] = w[0] * e + w[2];
};

template <class T, class Fit>
void start(Fit& fit, double a0, double b0, double c0, double d0) {
  fit[a][0] = static_cast<T>(a0), fit[b][0] = static_cast<T>(b0);
  fit[c][0] = static_cast<T>(c0), fit[d][0] = static_cast<T>(d0);
}
template <class Fit>
void near(const Fit& fit, const std::array<long double, 5>& right, double cost, double tolerance) {
  const double found[] = {static_cast<double>(fit[a][0]), static_cast<double>(fit[b][0]),
                          static_cast<double>(fit[c][0]), static_cast<double>(fit[d][0])};
  for (std::size_t j = 0; j < 4; ++j)
    BOOST_TEST(std::abs(found[j] - static_cast<double>(right[j])) <= tolerance, "parameter " << j << ": " << found[j]);
  BOOST_TEST(std::abs(cost - static_cast<double>(right[4])) <= tolerance * static_cast<double>(right[4]));
}

// Both models with noise, in tiles of any size: full, partly filled, several.
template <class T, auto... Options>
void fits(int count, double tolerance) {
  {
    const auto p = sampled<T>(count, 0.05, decay_at);
    least_squares<decay - y, in<T>, Options...> fit;
    start<T>(fit, 1, 0.5, 0, 0);
    const auto r = fit.minimise(x = p.x, y = p.y);
    BOOST_TEST(r.converged(), describe(r.reason));
    BOOST_TEST(r.steps > 2);
    BOOST_TEST(r.steps < 30);
    BOOST_TEST(r.evaluations > r.steps);
    near(fit, gauss_newton(p, {3, 1.3L, 0.5L, 0.2L}, decay_slopes), static_cast<double>(r.value), tolerance);
  }
  const auto p = sampled<T>(count, 0.05, peak_at);
  least_squares<peak - y, in<T>, Options...> fit;
  start<T>(fit, 1, 2, 0, 1);
  const auto r = fit.minimise(x = p.x, y = p.y);
  BOOST_TEST(r.converged(), describe(r.reason));
  near(fit, gauss_newton(p, {2, 1.7L, 0.5L, 0.6L}, peak_slopes), static_cast<double>(r.value), tolerance);
}

BOOST_AUTO_TEST_CASE(fits_in_double) {
  fits<double, batch<20>>(20, 1e-6);
  fits<double, batch<8>>(40, 1e-6);
  fits<double, batch<8>>(21, 1e-6);
  fits<double, batch<3>>(20, 1e-6);
}
BOOST_AUTO_TEST_CASE(fits_of_few_or_single_samples_a_tile) {
  fits<double, batch<32>>(20, 1e-6);
  fits<double>(20, 1e-6);
  fits<double, batch<7>, lanes<1>>(20, 1e-6);
}
BOOST_AUTO_TEST_CASE(fits_in_float) {
  fits<float, batch<16>>(40, 5e-3);
  fits<float, batch<5>, lanes<1>>(23, 5e-3);
}

// Without noise the parameters are those of the model, and the cost is rounding.
BOOST_AUTO_TEST_CASE(exact_data) {
  const auto p = sampled<double>(20, 0, decay_at);
  least_squares<decay - y, in<double>, batch<20>> fit;
  start<double>(fit, 1, 0.5, 0, 0);
  const auto r = fit.minimise(x = p.x, y = p.y);
  BOOST_TEST(r.converged());
  near(fit, {3, 1.3L, 0.5L, 0.2L, 0}, 0, 1e-8);
  BOOST_TEST(r.value < 1e-16);
  BOOST_TEST(require(r) == r.value);

  program<decay, in<double>> use{fit.parameters()};  // by name
  BOOST_REQUIRE(use.run(x = 1.0).ok());
  BOOST_TEST(std::abs(use[decay][0] - decay_at(1)) < 1e-8);

  const auto again = fit.minimise(x = p.x, y = p.y);  // already there
  BOOST_TEST(again.converged());
  BOOST_TEST(again.steps <= 1);
}

// Problems 1 and 13 of J. J. Moré, B. S. Garbow, K. E. Hillstrom, Testing unconstrained optimization software, 1981,
// as residuals of parameters only.
constexpr auto w = parameter<"w", 2>;
constexpr auto w0 = reshape<>(slice<0, 0, 1>(w));
constexpr auto w1 = reshape<>(slice<0, 1, 2>(w));
constexpr auto rosenbrock = stack<0>(10_c * (w1 - square(w0)), 1_c - w0);

constexpr auto p4 = parameter<"p", 4>;
template <int I>
constexpr auto p = reshape<>(slice<0, I, I + 1>(p4));
constexpr auto powell = stack<0>(p<0> + 10_c * p<1>, constant<2.23606797749978969641>*(p<2> - p<3>),
                                 square(p<1> - 2_c * p<2>), constant<3.16227766016837933200>* square(p<0> - p<3>));

template <auto... Options>
void known_minima() {
  least_squares<rosenbrock, in<double>, Options...> valley;
  valley[w][0] = -1.2, valley[w][1] = 1;
  const auto r = valley.minimise();
  BOOST_TEST(r.converged(), describe(r.reason));
  BOOST_TEST(std::abs(valley[w][0] - 1) < 1e-9);
  BOOST_TEST(std::abs(valley[w][1] - 1) < 1e-9);
  BOOST_TEST(r.value < 1e-16);

  least_squares<powell, in<double>, Options...> singular;  // the Jacobian is singular at the minimum, 0
  singular[p4][0] = 3, singular[p4][1] = -1, singular[p4][2] = 0, singular[p4][3] = 1;
  const auto s = singular.minimise();
  BOOST_TEST(s.value < 1e-12, s.value);
  for (double each : singular[p4]) BOOST_TEST(std::abs(each) < 1e-2);
}
BOOST_AUTO_TEST_CASE(parameters_only) {
  known_minima();
  known_minima<lanes<1>>();
  known_minima<batch<8>>();
}

// Residuals of several elements, and a parameter matrix: linear regression, where the first undamped step is the
// answer.
constexpr auto row = input<"row", 3>;
constexpr auto target = input<"target", 2>;
constexpr auto matrix = parameter<"matrix", 3, 2>;
constexpr auto shift = parameter<"shift", 2>;
template <auto... Options>
void vector_residuals() {
  std::vector<double> rows, targets;
  const double truth[3][2] = {{1, -2}, {0.5, 3}, {-1, 0.25}}, offset[2] = {4, -1};
  for (int i = 0; i < 11; ++i) {
    const double v[3] = {std::sin(i), std::cos(2.0 * i), 0.1 * i};
    rows.insert(rows.end(), v, v + 3);
    for (int o = 0; o < 2; ++o)
      targets.push_back(offset[o] + v[0] * truth[0][o] + v[1] * truth[1][o] + v[2] * truth[2][o]);
  }
  least_squares<matmul(row, matrix) + shift - target, in<double>, Options...> fit{seed{5}};
  const auto r = fit.minimise(row = rows, target = targets);
  BOOST_TEST(r.converged(), describe(r.reason));
  BOOST_TEST(r.value < 1e-16);
  for (std::size_t i = 0; i < 6; ++i) BOOST_TEST(std::abs(fit[matrix][i] - truth[i / 2][i % 2]) < 1e-8);
  for (std::size_t o = 0; o < 2; ++o) BOOST_TEST(std::abs(fit[shift][o] - offset[o]) < 1e-8);
}
BOOST_AUTO_TEST_CASE(residuals_of_several_elements) {
  vector_residuals<batch<11>>();
  vector_residuals<batch<4>>();
  vector_residuals<>();
  vector_residuals<batch<4>, lanes<1>>();
}

// Parameters that the data do not tell apart, and one without any effect: a minimum is found all the same.
BOOST_AUTO_TEST_CASE(singular_jacobians) {
  const auto line = sampled<double>(12, 0, [](double t) { return 2 * t; });
  least_squares<(a + b) * x + 0_c * c - y, in<double>, batch<12>> twice;
  twice[a][0] = 5, twice[b][0] = -1;
  auto r = twice.minimise(x = line.x, y = line.y);
  BOOST_TEST(r.converged(), describe(r.reason));
  BOOST_TEST(std::abs(twice[a][0] + twice[b][0] - 2) < 1e-6);

  least_squares<a * x + b * c - y, in<double>, batch<12>> flat;  // at b = c = 0 both columns are 0
  flat[a][0] = 1;
  r = flat.minimise(x = line.x, y = line.y);
  BOOST_TEST(r.converged(), describe(r.reason));
  BOOST_TEST(std::abs(flat[a][0] - 2) < 1e-6);
  BOOST_TEST(flat[b][0] == 0);
}

BOOST_AUTO_TEST_CASE(bounds) {
  const auto data = sampled<double>(20, 0.05, decay_at);
  least_squares<decay - y, in<double>, batch<20>> fit;
  start<double>(fit, 1, 0.5, 0, 0);
  fit.lower(b)[0] = 0;
  fit.upper(b)[0] = 1.0;  // the minimum lies at 1.3
  auto r = fit.minimise(x = data.x, y = data.y);
  BOOST_TEST(r.converged(), describe(r.reason));
  BOOST_TEST(fit[b][0] == 1.0);
  const double bound_cost = r.value;
  // The other three are at their minimum for b = 1: a linear problem.
  least_squares<substitute(decay, b, 1_c) - y, in<double>, batch<20>> linear;
  r = linear.minimise(x = data.x, y = data.y);
  BOOST_TEST(std::abs(fit[a][0] - linear[a][0]) < 1e-6);
  BOOST_TEST(std::abs(fit[c][0] - linear[c][0]) < 1e-6);
  BOOST_TEST(std::abs(fit[d][0] - linear[d][0]) < 1e-6);
  BOOST_TEST(std::abs(bound_cost - r.value) < 1e-9 * bound_cost);

  // A bound that is not in the way leads to the same minimum; a starting point outside is moved inside.
  least_squares<decay - y, in<double>, batch<20>> wide;
  start<double>(wide, 1, -7, 0, 0);
  wide.lower(b)[0] = 0.01;
  wide.upper(b)[0] = 10;
  r = wide.minimise(x = data.x, y = data.y);
  BOOST_TEST(r.converged(), describe(r.reason));
  near(wide, gauss_newton(data, {3, 1.3L, 0.5L, 0.2L}, decay_slopes), r.value, 1e-6);

  // Equal bounds fix a parameter.
  start<double>(wide, 1, 0.5, 0, 0);
  wide.lower(d)[0] = wide.upper(d)[0] = 0;
  r = wide.minimise(x = data.x, y = data.y);
  BOOST_TEST(r.converged(), describe(r.reason));
  BOOST_TEST(wide[d][0] == 0);
}

BOOST_AUTO_TEST_CASE(limits) {
  const auto data = sampled<double>(20, 0.05, decay_at);
  least_squares<decay - y, in<double>, batch<20>> fit;
  start<double>(fit, 1, 0.5, 0, 0);
  fit.most_steps = 2;
  auto r = fit.minimise(x = data.x, y = data.y);
  BOOST_TEST((r.reason == stop::too_many_steps));
  BOOST_TEST(!r.converged());
  BOOST_TEST(r.ok());
  BOOST_TEST(r.steps <= 2);

  fit.most_steps = 1;
  fit.longest_step = 0.125;
  const double before[] = {fit[a][0], fit[b][0], fit[c][0], fit[d][0]};
  r = fit.minimise(x = data.x, y = data.y);
  double squares = 0;
  const double after[] = {fit[a][0], fit[b][0], fit[c][0], fit[d][0]};
  for (int j = 0; j < 4; ++j) squares += (after[j] - before[j]) * (after[j] - before[j]);
  BOOST_TEST(r.steps == 1);
  BOOST_TEST(std::sqrt(squares) <= 0.125 * (1 + 1e-12));
  BOOST_TEST(std::sqrt(squares) > 0.1);

  fit.most_steps = 200;
  r = fit.minimise(x = data.x, y = data.y);
  BOOST_TEST(r.converged());
  near(fit, gauss_newton(data, {3, 1.3L, 0.5L, 0.2L}, decay_slopes), r.value, 1e-6);
}

// Errors leave the parameters as they were.
BOOST_AUTO_TEST_CASE(errors_of_least_squares) {
  auto data = sampled<double>(20, 0.05, decay_at);
  least_squares<decay - y, in<double>, batch<8>> fit;
  start<double>(fit, 1, 0.5, 0, 0);
  fit.lower(b)[0] = 1;  // not even moved to the bounds
  data.y[17] = std::numeric_limits<double>::quiet_NaN();
  auto r = fit.minimise(x = data.x, y = data.y);
  BOOST_TEST((r.reason == stop::not_finite));
  BOOST_TEST((r.error.what == fault::loss_not_finite));
  BOOST_TEST(!r.converged());
  BOOST_TEST(std::isnan(r.value));
  BOOST_TEST(fit[b][0] == 0.5);
  BOOST_CHECK_THROW(require(r), call_error);

  data.x.pop_back();
  r = fit.minimise(x = data.x, y = data.y);
  BOOST_TEST((r.reason == stop::refused));
  BOOST_TEST((r.error.what == fault::different_samples));
  BOOST_TEST(std::string_view(r.error.where) == "y");
  BOOST_TEST(fit[a][0] == 1);

  // Steps into a region where the residual is not finite are rejected: log is defined for b > 0 only.
  const auto logs = sampled<double>(10, 0, [](double t) { return std::log(0.05) + t; });
  least_squares<log(b) + x - y, in<double>, batch<10>> edge;
  edge[b][0] = 3;
  r = edge.minimise(x = logs.x, y = logs.y);
  BOOST_TEST(r.converged(), describe(r.reason));
  BOOST_TEST(std::abs(edge[b][0] - 0.05) < 1e-9);
}

// A run-time scalar stays as it was bound, and takes part.
BOOST_AUTO_TEST_CASE(scalars) {
  constexpr auto gain = scalar<"gain", 1.0>;
  const auto line = sampled<double>(9, 0, [](double t) { return 6 * t; });
  least_squares<gain * a * x - y, in<double>, batch<4>> fit;
  BOOST_TEST(fit.minimise(x = line.x, y = line.y, gain = 2).converged());
  BOOST_TEST(std::abs(fit[a][0] - 3) < 1e-9);
  BOOST_TEST(fit.minimise(x = line.x, y = line.y).converged());
  BOOST_TEST(std::abs(fit[a][0] - 3) < 1e-9);
}

// Many parameters: matrices of products in blocks. A polynomial of degree 9 through 24 points.
constexpr auto powers = input<"powers", 10>;
constexpr auto coefficients = parameter<"coefficients", 10>;
template <auto... Options>
void polynomial() {
  std::vector<double> rows, values;
  for (int i = 0; i < 24; ++i) {
    const double t = -1 + i / 12.0;
    double power[10] = {1, t}, sum = 0;
    for (int k = 2; k < 10; ++k) power[k] = 2 * t * power[k - 1] - power[k - 2];  // Chebyshev's
    for (int k = 0; k < 10; ++k) sum += power[k] * (k - 4.5);
    rows.insert(rows.end(), power, power + 10);
    values.push_back(sum);
  }
  least_squares<dot(coefficients, powers) - y, in<double>, Options...> fit;
  BOOST_TEST(fit.minimise(powers = rows, y = values).converged());
  for (std::size_t k = 0; k < 10; ++k)
    BOOST_TEST(std::abs(fit[coefficients][k] - (static_cast<double>(k) - 4.5)) < 1e-8);
}
BOOST_AUTO_TEST_CASE(many_parameters) {
  polynomial<batch<24>>();
  polynomial<batch<9>>();
  polynomial<>();
}

}  // namespace
