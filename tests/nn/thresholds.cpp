// Activations with thresholds or gates, celu, log_sigmoid, softmin: known values on all pieces, derivatives where
// pieces meet, finite results for large operands, NaN.
#include <cmath>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/calculus/gradient.hpp>
#include <tapeless/nn/glu.hpp>
#include <tapeless/nn/sequential.hpp>
#include <tapeless/nn/thresholds.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

namespace {

constexpr auto x = input<"x">;

template <auto... Functions>
void known(double at, const std::vector<double>& expected) {
  program<Functions..., in<double>> values;
  BOOST_TEST_REQUIRE(values.run(x = at).ok());
  const std::vector<double> found = {values[Functions][0]...};
  for (std::size_t i = 0; i < expected.size(); ++i)
    BOOST_TEST((std::abs(found[i] - expected[i]) <= 1e-14 * (1 + std::abs(expected[i])) ||
                (std::isnan(found[i]) && std::isnan(expected[i]))),
               "function " << i << " at " << at << ": " << found[i] << ", expected " << expected[i]);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(thresholds)

BOOST_AUTO_TEST_CASE(known_values) {
  for (double v : {-4.0, -0.6, -0.5, -0.25, 0.0, 0.25, 0.5, 0.7, 5.0, -40.0}) {
    const double size = std::fabs(v), sign = v < 0 ? -1 : 1;
    known<hard_shrink(x), hard_shrink<0.25>(x), soft_shrink(x), soft_shrink<0.25>(x), thresholded<0.25, -1.0>(x),
          thresholded<0.0>(x), celu(x), celu<2.0>(x)>(
        v, {size <= 0.5 ? 0 : v, size <= 0.25 ? 0 : v, size <= 0.5 ? 0 : v - 0.5 * sign,
            size <= 0.25 ? 0 : v - 0.25 * sign, v <= 0.25 ? -1 : v, v <= 0 ? 0 : v, v > 0 ? v : std::expm1(v),
            v > 0 ? v : 2 * std::expm1(v / 2)});
    known<log_sigmoid(x)>(v, {v < 0 ? v - std::log1p(std::exp(v)) : -std::log1p(std::exp(-v))});
  }
}

BOOST_AUTO_TEST_CASE(derivatives_where_pieces_meet) {
  known<grad(hard_shrink(x), x), grad(soft_shrink(x), x), grad(thresholded<0.5>(x), x)>(0.5, {0, 0, 0});
  known<grad(hard_shrink(x), x), grad(soft_shrink(x), x), grad(thresholded<0.5>(x), x)>(0.51, {1, 1, 1});
  known<grad(celu<3.0>(x), x), grad(log_sigmoid(x), x)>(0, {1, 0.5});
}

BOOST_AUTO_TEST_CASE(large_operands_and_nan) {
  program<hard_shrink(x), soft_shrink(x), thresholded<0.5>(x), celu<0.25>(x), log_sigmoid(x), grad(hard_shrink(x), x),
          grad(soft_shrink(x), x), grad(celu<0.25>(x), x), grad(log_sigmoid(x), x)>
      run;
  const auto all = [&] {
    return std::vector<float>{
        run[hard_shrink(x)][0],          run[soft_shrink(x)][0],         run[thresholded<0.5>(x)][0],
        run[celu<0.25>(x)][0],           run[log_sigmoid(x)][0],         run[grad(hard_shrink(x), x)][0],
        run[grad(soft_shrink(x), x)][0], run[grad(celu<0.25>(x), x)][0], run[grad(log_sigmoid(x), x)][0]};
  };
  for (float at : {-3e38f, -1e4f, -1e-30f, 0.f, 1e-30f, 1e4f, 3e38f}) {
    BOOST_TEST_REQUIRE(run.run(x = at).ok());
    for (float f : all()) BOOST_TEST(std::isfinite(f), "at " << at);
  }
  BOOST_TEST_REQUIRE(run.run(x = std::numeric_limits<float>::quiet_NaN()).ok());
  const std::vector<float> found = all();
  for (std::size_t i = 0; i < 5; ++i) BOOST_TEST(std::isnan(found[i]), "function " << i);
}

BOOST_AUTO_TEST_CASE(gates) {
  constexpr auto v = input<"v", 2, 4>;
  program<glu(v), glu<0>(v), sequential(layer::glu)(v), softmin(v), in<double>> run;
  const std::vector<double> at = {1, 2, 3, 4, 5, 6, -7, 8};
  BOOST_TEST_REQUIRE(run.run(v = at).ok());
  const auto sigma = [](double z) { return 1 / (1 + std::exp(-z)); };
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t from = i / 2 * 4 + i % 2;
    BOOST_TEST(std::abs(run[glu(v)][i] - at[from] * sigma(at[from + 2])) < 1e-14);
    BOOST_TEST(std::abs(run[glu<0>(v)][i] - at[i] * sigma(at[i + 4])) < 1e-14);
    BOOST_TEST(std::abs(run[softmin(v)][i] / run[softmin(v)][0] - std::exp(at[0] - at[i])) < 1e-14);
  }
}

BOOST_AUTO_TEST_SUITE_END()
