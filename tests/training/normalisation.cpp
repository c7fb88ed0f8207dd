// batch_norm and layer_norm against plain loops: values, gradients, running statistics, any number of samples.
#include "plain.hpp"

namespace {

using namespace training_tests;

constexpr auto x = input<"x", 4, 3>;
constexpr auto a = parameter<"a", 3>.with<ones>();

constexpr auto by_batch = batch_norm<"norm">(x * a);
constexpr auto by_layer = layer_norm<"norm">(x * a);
constexpr auto batch_loss = sum(tanh(by_batch) * x);
constexpr auto layer_loss = sum(tanh(by_layer) * x);

constexpr double keeping_rate = 0.1, epsilon = 1e-5;

// Parameters in the order of the expression: a, scale, shift.
double value(const numbers_d& p, const numbers_d& xs, std::size_t i) { return p[i % 3] * xs[i]; }
double loss_of(const numbers_d& p, double normal, double xi, std::size_t i) {
  return std::tanh(p[3 + i % 3] * normal + p[6 + i % 3]) * xi;
}

// The mean and variance of a feature over `count` elements from number `first` of it on.
std::array<double, 2> moments(const numbers_d& p, const numbers_d& xs, std::size_t f, std::size_t first,
                              std::size_t count) {
  double sum = 0, squares = 0;
  for (std::size_t k = first; k < first + count; ++k) sum += value(p, xs, 3 * k + f);
  const double mean = sum / static_cast<double>(count);
  for (std::size_t k = first; k < first + count; ++k)
    squares += (value(p, xs, 3 * k + f) - mean) * (value(p, xs, 3 * k + f) - mean);
  return {mean, squares / static_cast<double>(count)};
}
double plain_batch_loss(const numbers_d& p, const numbers_d& xs, std::size_t count, std::size_t tile) {
  return over_tiles(count, tile, [&](std::size_t first, std::size_t now) {
    double total = 0;
    for (std::size_t f = 0; f < 3; ++f) {
      const auto [mean, variance] = moments(p, xs, f, 4 * first, 4 * now);
      for (std::size_t k = 4 * first; k < 4 * (first + now); ++k) {
        const std::size_t i = 3 * k + f;
        total += loss_of(p, (value(p, xs, i) - mean) / std::sqrt(variance + epsilon), xs[i], i);
      }
    }
    return total / static_cast<double>(now);
  });
}
double plain_layer_loss(const numbers_d& p, const numbers_d& xs, std::size_t count) {
  double total = 0;
  for (std::size_t row = 0; row < 4 * count; ++row) {
    double mean = 0, variance = 0;
    for (std::size_t i = 3 * row; i < 3 * row + 3; ++i) mean += value(p, xs, i) / 3;
    for (std::size_t i = 3 * row; i < 3 * row + 3; ++i)
      variance += (value(p, xs, i) - mean) * (value(p, xs, i) - mean) / 3;
    for (std::size_t i = 3 * row; i < 3 * row + 3; ++i)
      total += loss_of(p, (value(p, xs, i) - mean) / std::sqrt(variance + epsilon), xs[i], i);
  }
  return total / static_cast<double>(count);
}

template <class Net>
numbers_d gradients_of(const Net& net, auto loss) {
  std::vector<typename Net::value_type> found(9);
  const auto part = [&](std::size_t at) { return std::span<typename Net::value_type, 3>(found.data() + at, 3); };
  net.copy_gradient(a, part(0));
  net.copy_gradient(parameter<"norm.scale">(loss), part(3));
  net.copy_gradient(parameter<"norm.shift">(loss), part(6));
  return in_double(found);
}

template <class T>
std::vector<T> features(std::size_t count) {
  std::vector<T> xs = drawn<T>(12 * count, 6);
  for (std::size_t i = 0; i < xs.size(); ++i) xs[i] = xs[i] * static_cast<T>(1 + i % 3) + static_cast<T>(i % 3);
  return xs;
}

template <class Net, class Plain>
void agrees(Net& net, auto loss, Plain plain, std::initializer_list<std::size_t> counts, double tolerance) {
  using T = typename Net::value_type;
  set_weights(net);
  const auto at = in_double(weights(net));
  for (std::size_t count : counts) {
    const auto xs = features<T>(count);
    const auto f = [&](const numbers_d& p) { return plain(p, in_double(xs), count); };
    const double found = require(net.gradients(x = xs));
    close(numbers_d{found}, numbers_d{f(at)}, tolerance, static_cast<int>(count));
    close(gradients_of(net, loss), differences(f, at), 4 * tolerance, static_cast<int>(count));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(normalisation)

BOOST_AUTO_TEST_CASE(batch_norm_in_training) {
  const auto plain = [](std::size_t tile) {
    return [=](const numbers_d& p, const numbers_d& xs, std::size_t n) { return plain_batch_loss(p, xs, n, tile); };
  };
  training_step<batch_loss, sgd{0.1}, batch<16>, in<double>> in_double;
  agrees(in_double, batch_loss, plain(16), {2, 11, 16, 27}, 2e-7);
  training_step<batch_loss, sgd{0.1}, batch<8>> in_float;
  agrees(in_float, batch_loss, plain(8), {3, 8, 13}, 3e-5);
}
BOOST_AUTO_TEST_CASE(layer_norm_in_training_and_in_a_program) {
  training_step<layer_loss, sgd{0.1}, batch<8>, in<double>> net;
  agrees(net, layer_loss, plain_layer_loss, {1, 5, 8, 11}, 2e-7);
  program<layer_loss, in<double>> one{net.parameters()};
  const auto xs = features<double>(3);
  std::vector<double> losses(3);
  BOOST_TEST_REQUIRE(one.run(x = xs, layer_loss = losses).ok());
  const double mean = (losses[0] + losses[1] + losses[2]) / 3;
  BOOST_TEST(std::abs(mean - plain_layer_loss(in_double(weights(net)), xs, 3)) < 1e-12);
}

BOOST_AUTO_TEST_CASE(running_statistics) {
  training_step<batch_loss, sgd{0.1}, batch<8>, in<double>> net;
  set_weights(net);
  constexpr auto running_mean = slot<"norm.mean", 3>;
  numbers_d means(3, 0.0), variances(3, 1.0);
  for (std::size_t count : {8u, 3u, 13u, 24u}) {
    const auto p = in_double(weights(net));
    const auto xs = features<double>(count);
    for (std::size_t f = 0; f < 3; ++f) {
      const auto part = [&](int which) {
        return over_tiles(count, 8, [&](std::size_t first, std::size_t now) {
          return moments(p, xs, f, 4 * first, 4 * now)[static_cast<std::size_t>(which)];
        });
      };
      means[f] = (1 - keeping_rate) * means[f] + keeping_rate * part(0);
      variances[f] = (1 - keeping_rate) * variances[f] + keeping_rate * part(1);
    }
    BOOST_TEST_REQUIRE(net.step(x = xs).ok());
    close(net[running_mean], means, 1e-12, static_cast<int>(count));
  }
  int seen = 0;
  net.for_each_state([&](const state_leaf& s, auto values) {
    if (std::string_view(s.name) != "norm.variance") return;
    close(values, variances, 1e-12);
    ++seen;
  });
  BOOST_TEST(seen == 1);

  // A program after training normalises with them, whatever else is in its tile.
  program<by_batch, in<double>, batch<8>> infer{net.parameters()};
  program<by_batch, in<double>> one{net.parameters()};
  const auto p = in_double(weights(net));
  const auto xs = features<double>(5);
  BOOST_TEST_REQUIRE(infer.run(x = xs).ok());
  for (std::size_t i = 0; i < 60; ++i) {
    const std::size_t f = i % 3;
    const double normal = (value(p, xs, i) - means[f]) / std::sqrt(variances[f] + epsilon);
    BOOST_TEST(std::abs(infer[by_batch][i] - (p[3 + f] * normal + p[6 + f])) < 1e-12);
  }
  BOOST_TEST_REQUIRE(one.run(x = std::span(xs).first(12)).ok());
  close(one[by_batch], std::vector<double>(infer[by_batch].begin(), infer[by_batch].begin() + 12), 1e-14);
}

// 11 samples in a tile of 16 give what 11 give in a tile of 11.
BOOST_AUTO_TEST_CASE(a_partly_filled_tile_gives_what_a_full_one_gives) {
  training_step<batch_loss, sgd{0.1}, batch<16>, in<double>> large;
  training_step<batch_loss, sgd{0.1}, batch<11>, in<double>> full;
  set_weights(large);
  set_weights(full);
  for (int k = 0; k < 3; ++k)
    close(numbers_d{require(large.step(x = features<double>(11)))},
          numbers_d{require(full.step(x = features<double>(11)))}, 1e-13);
  close(state_of(large), state_of(full), 1e-13);
}

BOOST_AUTO_TEST_SUITE_END()
