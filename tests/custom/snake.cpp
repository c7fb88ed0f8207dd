// A user-defined operation outside the library, examples/snake.hpp, obeys the same laws as the library's own.
#include <cmath>
#include <complex>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/print/to_string.hpp>

#include "../../examples/snake.hpp"

using namespace tapeless;

namespace {

constexpr auto x = input<"x", 5>;
constexpr auto y = snake(x);
constexpr auto slope = grad(sum(y), x);
constexpr auto curvature = grad(sum(slope), x);

const std::vector<double> points = {-3, -0.5, 0, 1.25, 20};

double by_hand(double t) { return t + std::sin(t) * std::sin(t); }

// The same function as a composition of the library's operations.
constexpr auto composed_snake = x + square(sin(x));
constexpr auto composed_slope = grad(sum(composed_snake), x);

// At compile time too.
static_assert([] {
  program<y, lanes<1>, in<double>> run;
  const double at[] = {0, 0.5, 1, -1, 2};
  run.run(x = at);
  return run[y][0] == 0 && run[y][1] > 0.72984 && run[y][1] < 0.72985;
}());

}  // namespace

BOOST_AUTO_TEST_SUITE(custom_operation)

BOOST_AUTO_TEST_CASE(value_and_derivatives_are_those_of_the_formula) {
  program<y, slope, curvature, in<double>> run;
  BOOST_TEST_REQUIRE(run.run(x = points).ok());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double t = points[i];
    BOOST_TEST(std::abs(run[y][i] - by_hand(t)) < 1e-14 * (1 + std::abs(t)));
    BOOST_TEST(std::abs(run[slope][i] - (1 + std::sin(2 * t))) < 1e-14);
    BOOST_TEST(std::abs(run[curvature][i] - 2 * std::cos(2 * t)) < 1e-14);
    const std::complex<double> c{t, 1e-30}, s = std::sin(c);  // complex step
    BOOST_TEST(std::abs(run[slope][i] - std::imag(c + s * s) / 1e-30) < 1e-14);
  }
}

BOOST_AUTO_TEST_CASE(it_equals_the_composition_of_known_operations) {
  program<y, composed_snake, slope, composed_slope, in<double>> run;
  BOOST_TEST_REQUIRE(run.run(x = points).ok());
  for (std::size_t i = 0; i < points.size(); ++i) {
    BOOST_TEST(std::abs(run[y][i] - run[composed_snake][i]) < 1e-14 * (1 + std::abs(points[i])));
    BOOST_TEST(std::abs(run[slope][i] - run[composed_slope][i]) < 1e-14);
  }
}

BOOST_AUTO_TEST_CASE(a_batch_equals_its_samples_and_float_is_near_double) {
  program<y, slope, in<double>> one;
  program<y, slope, batch<8>, in<double>> many;
  program<y, slope, batch<8>> in_float;
  for (std::size_t samples = 1; samples <= 17; samples += 4) {  // in tiles of 8
    std::vector<double> in(5 * samples), out(5 * samples), slopes(5 * samples);
    std::vector<float> narrow(5 * samples), narrow_out(5 * samples);
    for (std::size_t i = 0; i < in.size(); ++i)
      in[i] = narrow[i] = static_cast<float>(std::cos(static_cast<double>(i)));
    BOOST_TEST_REQUIRE(many.run(x = in, y = out, slope = slopes).ok());
    BOOST_TEST_REQUIRE(in_float.run(x = narrow, y = narrow_out).ok());
    for (std::size_t s = 0; s < samples; ++s) {
      BOOST_TEST_REQUIRE(one.run(x = std::span<const double>(in).subspan(5 * s, 5)).ok());
      for (std::size_t i = 0; i < 5; ++i) {
        BOOST_TEST(out[5 * s + i] == one[y][i]);
        BOOST_TEST(slopes[5 * s + i] == one[slope][i]);
        BOOST_TEST(std::abs(narrow_out[5 * s + i] - static_cast<float>(one[y][i])) < 1e-6f);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(it_is_written_as_its_spelling_says) {
  constexpr auto t = input<"t">;
  BOOST_TEST(to_string(snake(t)) == "snake(t)");
  BOOST_TEST(to_string(grad(snake(t), t)) == "1 + sin(2 t)");
  BOOST_TEST(to_latex(snake(t)) == "\\operatorname{snake}(t)");
}

BOOST_AUTO_TEST_SUITE_END()
