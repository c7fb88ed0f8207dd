// Attention: PyTorch's values and gradients, masks, positions.
#include <cmath>

#include <tapeless/nn/rms_norm.hpp>

#include "pytorch_attention.hpp"

namespace {

using namespace attention_tests;

BOOST_AUTO_TEST_SUITE(attentions)

BOOST_AUTO_TEST_CASE(agrees_with_pytorch) {
  agrees<self_attention<"a", attention{2}>(x)>("self");
  agrees<self_attention<"a", attention{.heads = 2, .causal = true}>(x)>("self causal");
  agrees<self_attention<"a", attention{2}>(x, causal_mask<queries>)>("self causal");
  agrees<cross_attention<"a", attention{2}>(x, memory)>("cross");
  agrees<cross_attention<"a", attention{2}>(x, memory, length_mask<keys>(length))>("cross padded", length = 3);
}

// What is behind the length has no influence, and no derivative; without a key, the answer is that of zeros.
constexpr auto padded = input<"padded", keys, width>;
constexpr auto answer = cross_attention<"a", attention{2}>(x, padded, length_mask<keys>(length));
constexpr auto slope = grad(sum(square(answer)), padded);
BOOST_AUTO_TEST_CASE(what_is_masked_has_no_influence) {
  program<answer, slope, in<double>> run;
  set_by_rule(run);
  doubles m = compare::drawn(keys * width, 3);
  for (int n : {0, 1, 4, 5}) {
    BOOST_TEST_REQUIRE(run.run(padded = m, length = n).ok());
    const doubles before(run[answer].begin(), run[answer].end());
    const doubles derivative(run[slope].begin(), run[slope].end());
    for (double v : derivative) BOOST_TEST(std::isfinite(v));
    for (std::size_t i = 0; i < m.size(); ++i)
      if (i >= static_cast<std::size_t>(n * width)) {
        BOOST_TEST(derivative[i] == 0);
        m[i] = 1e6 * static_cast<double>(i);
      }
    BOOST_TEST_REQUIRE(run.run(padded = m, length = n).ok());
    compare::close(run[answer], before, 0);
    const auto bias = run[parameter<"a.out_proj.bias">(answer)];
    if (n == 0)
      for (std::size_t i = 0; i < before.size(); ++i) BOOST_TEST(before[i] == bias[i % width]);
  }
}

// The root of the mean of squares is 1 afterwards, whatever the sign of the mean; zeros stay.
BOOST_AUTO_TEST_CASE(rms_norm_by_its_formula) {
  constexpr auto rows = input<"rows", 2, 3>;
  constexpr auto y = rms_norm<"r", 0.25>(rows);
  program<y, in<double>> run;
  const doubles v{3, 4, 5, 0, 0, 0};
  BOOST_TEST_REQUIRE(static_cast<result<void>>(run.run(rows = v)).ok());
  for (std::size_t i = 0; i < 3; ++i) {
    BOOST_TEST(std::abs(run[y][i] - v[i] / std::sqrt(50.0 / 3 + 0.25)) < 1e-14);
    BOOST_TEST(run[y][3 + i] == 0);
  }
}

// Scores of +-1e4: neither infinite nor NaN, forwards and backwards.
BOOST_AUTO_TEST_CASE(large_scores) {
  constexpr auto q = input<"q", 2, 3>;
  constexpr auto one = scaled_dot_product_attention(q, q, q);
  constexpr auto by = grad(sum(square(one)), q);
  program<one, by> run;
  const std::vector<float> large{100, -100, 50, -100, 100, 20};
  BOOST_TEST_REQUIRE(static_cast<result<void>>(run.run(q = large)).ok());
  compare::close(run[one], large, 0);
  for (float v : run[by]) BOOST_TEST(std::isfinite(v));
}

template <auto Positions>
doubles waves(int places, int many) {
  program<Positions, in<double>> run;
  const doubles zero(static_cast<std::size_t>(places * many));
  BOOST_TEST_REQUIRE(
      static_cast<result<void>>(run.run(input<"s", Positions.shape.dim[0], Positions.shape.dim[1]> = zero)).ok());
  return doubles(run[Positions].begin(), run[Positions].end());
}
template <int N, int W>
void sinusoidal(double tolerance) {
  const doubles found = waves<sinusoidal_positions(input<"s", N, W>)>(N, W);
  for (int t = 0; t < N; ++t)
    for (int i = 0; i < W; ++i) {
      const double angle = t * std::pow(10000.0, -(i - i % 2) / double{W});
      const double expected = i % 2 ? std::cos(angle) : std::sin(angle);
      if (!(std::abs(found[static_cast<std::size_t>(t * W + i)] - expected) < tolerance)) BOOST_ERROR(t << " " << i);
    }
}
// As a constant, of odd width, of one place; and too large for one.
BOOST_AUTO_TEST_CASE(positions) {
  sinusoidal<7, 6>(1e-14);
  sinusoidal<1, 1>(1e-14);
  sinusoidal<5, 3>(1e-14);
  sinusoidal<700, 25>(1e-12);
}

// Products of turned vectors depend on the distance alone, and lengths stay; with constants, and with 700 places.
template <int N, int W>
void rotary() {
  constexpr auto s = input<"s", N, W>;
  constexpr auto r = rotary_positions(s);
  const auto run = std::make_unique<program<r, in<double>>>();
  const doubles row = compare::drawn(W, 2);
  doubles all;
  for (int t = 0; t < N; ++t) all.insert(all.end(), row.begin(), row.end());
  BOOST_TEST_REQUIRE(static_cast<result<void>>(run->run(s = all)).ok());
  const auto product = [&](int a, int b) {
    double sum = 0;
    for (int i = 0; i < W; ++i)
      sum += (*run)[r][static_cast<std::size_t>(a * W + i)] * (*run)[r][static_cast<std::size_t>(b * W + i)];
    return sum;
  };
  double length = 0;
  for (double v : row) length += v * v;
  BOOST_TEST(std::abs(product(0, 0) - length) < 1e-12);
  BOOST_TEST(std::abs(product(N - 1, N - 1) - length) < 1e-12);
  BOOST_TEST(std::abs(product(0, 2) - product(N - 3, N - 1)) < 1e-10);
  const double angle = 2, expected = row[0] * std::cos(angle) - row[W / 2] * std::sin(angle);
  BOOST_TEST(std::abs((*run)[r][2 * W] - expected) < 1e-13);
}
BOOST_AUTO_TEST_CASE(rotations) {
  rotary<5, 6>();
  rotary<700, 48>();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
