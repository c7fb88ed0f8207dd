// Losses: known values by hand, targets as probabilities and as class indices, logits of 1e4.
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/calculus/gradient.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

namespace {

constexpr auto z = input<"z", 3>;
constexpr auto y = input<"y", 3>;
constexpr auto label = class_index<"label", 3>;
constexpr auto rows = input<"rows", 2, 3>;
constexpr auto row_targets = input<"row_targets", 2, 3>;
using numbers_t = std::vector<double>;

void close(std::span<const double> found, const numbers_t& expected) {
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    BOOST_TEST(std::abs(found[i] - expected[i]) <= 1e-14 * (1 + std::abs(expected[i])),
               "element " << i << ": " << found[i] << ", expected " << expected[i]);
}

}  // namespace

BOOST_AUTO_TEST_CASE(elementwise_losses_are_means) {
  program<mse(z, y), mae(z, y), huber(z, y), huber<2.0>(z, y), hinge(z, y), binary_cross_entropy(z, y), in<double>> run;
  BOOST_TEST_REQUIRE(run.run(z = numbers_t{0.5, -2, 3}, y = numbers_t{1, 1, 0}).ok());
  close(run[mse(z, y)], {(0.25 + 9 + 9) / 3});
  close(run[mae(z, y)], {6.5 / 3});
  close(run[huber(z, y)], {(0.125 + 2.5 + 2.5) / 3});
  close(run[huber<2.0>(z, y)], {(0.125 + 4 + 4) / 3});
  close(run[hinge(z, y)], {(0.5 + 3 + 1) / 3});
  close(run[binary_cross_entropy(z, y)],
        {(std::log1p(std::exp(-0.5)) + std::log1p(std::exp(2.)) + std::log1p(std::exp(3.))) / 3});
}

BOOST_AUTO_TEST_CASE(cross_entropy_of_probabilities) {
  constexpr auto loss = softmax_cross_entropy(z, y);
  constexpr auto likelihood = negative_log_likelihood(log_softmax(z), y);
  constexpr auto divergence = kl_divergence(log_softmax(z), y);
  constexpr auto slope = grad(loss, z);
  program<loss, likelihood, divergence, slope, in<double>> run;
  BOOST_TEST_REQUIRE(run.run(z = numbers_t{0, std::log(2.), 0}, y = numbers_t{0.5, 0.5, 0}).ok());
  const double expected = 0.5 * std::log(4.) + 0.5 * std::log(2.);
  close(run[loss], {expected});
  close(run[likelihood], {expected});
  close(run[divergence], {expected - std::log(2.)});
  close(run[slope], {-0.25, 0, 0.25});  // softmax(z) - y
}

BOOST_AUTO_TEST_CASE(cross_entropy_of_class_indices) {
  constexpr auto loss = softmax_cross_entropy(z, label);
  constexpr auto likelihood = negative_log_likelihood(log_softmax(z), label);
  constexpr auto slope = grad(loss, z);
  program<loss, likelihood, slope, in<double>, batch<4>> run;
  const double two = std::log(2.);
  const int labels[] = {0, 1, 2};
  BOOST_TEST_REQUIRE(run.run(z = numbers_t{0, two, 0, 0, two, 0, 0, two, 0}, label = labels).ok());
  close(run[loss], {std::log(4.), two, std::log(4.)});
  close(run[likelihood], {std::log(4.), two, std::log(4.)});
  close(run[slope], {-0.75, 0.5, 0.25, 0.25, -0.5, 0.25, 0.25, 0.5, -0.75});
}

BOOST_AUTO_TEST_CASE(leading_axes_are_averaged) {
  constexpr auto loss = softmax_cross_entropy(rows, row_targets);
  program<loss, in<double>> run;
  const double two = std::log(2.);
  BOOST_TEST_REQUIRE(run.run(rows = numbers_t{0, two, 0, two, 0, 0}, row_targets = numbers_t{1, 0, 0, 1, 0, 0}).ok());
  close(run[loss], {1.5 * two});
}

BOOST_AUTO_TEST_CASE(large_logits) {
  constexpr auto loss = softmax_cross_entropy(z, y);
  constexpr auto slope = grad(loss, z);
  constexpr auto binary = binary_cross_entropy(z, y);
  constexpr auto binary_slope = grad(binary, z);
  program<loss, slope, binary, binary_slope, in<double>> run;
  BOOST_TEST_REQUIRE(run.run(z = numbers_t{1e4, -1e4, 0}, y = numbers_t{0, 1, 0}).ok());
  close(run[loss], {2e4});
  close(run[slope], {1, -1, 0});
  close(run[binary], {(2e4 + std::log(2.)) / 3});
  close(run[binary_slope], {1. / 3, -1. / 3, 0.5 / 3});
}
