// Reductions along axes, softmax: known values, axes as in NumPy, ties, zeros, inputs of 1e4.
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/calculus/gradient.hpp>
#include <tapeless/ops/softmax.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

namespace {

constexpr auto x = input<"x", 2, 3>;
constexpr auto z = input<"z", 3>;
const std::vector<double> values = {1, -2, 4, 3, 0, 4};

void close(std::span<const double> found, const std::vector<double>& expected) {
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    BOOST_TEST(std::abs(found[i] - expected[i]) <= 1e-14 * (1 + std::abs(expected[i])),
               "element " << i << ": " << found[i] << ", expected " << expected[i]);
}

}  // namespace

static_assert(sum<0>(x).shape == make_shape(3) && sum<-1>(x).shape == make_shape(2) && sum(x).shape == shape{});
static_assert(max<0, 1>(x).shape == shape{} && softmax<0>(x).shape == x.shape);

BOOST_AUTO_TEST_CASE(reductions_along_axes) {
  program<sum(x), sum<0>(x), sum<1>(x), sum<-1, 0>(x), mean<0>(x), prod<1>(x), prod(x), max<1>(x), min<0>(x),
          norm<1>(x), variance<1>(x), in<double>>
      run;
  BOOST_TEST_REQUIRE(run.run(x = values).ok());
  close(run[sum(x)], {10});
  close(run[sum<0>(x)], {4, -2, 8});
  close(run[sum<1>(x)], {3, 7});
  close(run[sum<-1, 0>(x)], {10});
  close(run[mean<0>(x)], {2, -1, 4});
  close(run[prod<1>(x)], {-8, 0});
  close(run[prod(x)], {0});
  close(run[max<1>(x)], {4, 4});
  close(run[min<0>(x)], {1, -2, 4});
  close(run[norm<1>(x)], {std::sqrt(21.), 5});
  close(run[variance<1>(x)], {6, 26. / 9});
}

BOOST_AUTO_TEST_CASE(argmax_takes_the_first_of_equal_elements) {
  program<argmax<0>(x), argmax<1>(x), argmax(x), in<double>> run;
  BOOST_TEST_REQUIRE(run.run(x = values).ok());
  close(run[argmax<0>(x)], {1, 1, 0});
  close(run[argmax<1>(x)], {2, 2});
  close(run[argmax(x)], {2});
}

BOOST_AUTO_TEST_CASE(derivatives_at_ties_and_zeros) {
  constexpr auto of_max = grad(max(x), x);
  constexpr auto of_norm = grad(norm(z), z);
  constexpr auto of_product = grad(prod(z), z);
  program<of_max, in<double>> extreme;
  BOOST_TEST_REQUIRE(extreme.run(x = values).ok());
  close(extreme[of_max], {0, 0, 0.5, 0, 0, 0.5});
  program<of_norm, of_product, in<double>> run;
  BOOST_TEST_REQUIRE(run.run(z = std::vector<double>{0, 0, 0}).ok());
  close(run[of_norm], {0, 0, 0});
  BOOST_TEST_REQUIRE(run.run(z = std::vector<double>{3, 0, -4}).ok());
  close(run[of_norm], {0.6, 0, -0.8});
  close(run[of_product], {0, -12, 0});
}

BOOST_AUTO_TEST_CASE(softmax_is_stable) {
  constexpr auto slope = grad(logsumexp(z), z);
  constexpr auto curve = grad(sum(log_softmax(z)), z);
  program<softmax(z), log_softmax(z), logsumexp(z), slope, curve, in<double>> run;
  const double e = std::exp(1.);
  BOOST_TEST_REQUIRE(run.run(z = std::vector<double>{0, 1, 1}).ok());
  close(run[softmax(z)], {1 / (1 + 2 * e), e / (1 + 2 * e), e / (1 + 2 * e)});
  close(run[logsumexp(z)], {std::log(1 + 2 * e)});
  close(run[slope], {1 / (1 + 2 * e), e / (1 + 2 * e), e / (1 + 2 * e)});
  for (double scale : {1e4, 1e100}) {
    BOOST_TEST_REQUIRE(run.run(z = std::vector<double>{scale, scale, -scale}).ok());
    close(run[softmax(z)], {0.5, 0.5, 0});
    close(run[log_softmax(z)], {-std::log(2.), -std::log(2.), -2 * scale - std::log(2.)});
    close(run[logsumexp(z)], {scale + std::log(2.)});
    close(run[slope], {0.5, 0.5, 0});
    close(run[curve], {-0.5, -0.5, 1});
  }
}
