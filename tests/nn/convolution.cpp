// Convolutional layers and pooling, compared with their definitions as loops.
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using doubles = std::vector<double>;

doubles numbered(std::size_t n, double step) {
  doubles v(n);
  for (std::size_t i = 0; i < n; ++i) v[i] = step * static_cast<double>((7 * i) % 23) - 1;
  return v;
}

struct sizes {
  int channels, height, width, filters, tall, broad, stride, padding, dilation, groups;
  int rows() const { return (height + 2 * padding - dilation * (tall - 1) - 1) / stride + 1; }
  int columns() const { return (width + 2 * padding - dilation * (broad - 1) - 1) / stride + 1; }
};

doubles by_definition(const sizes& s, const doubles& x, const doubles& w, const doubles& bias) {
  doubles y;
  const int per_group = s.channels / s.groups, filters_per_group = s.filters / s.groups;
  for (int f = 0; f < s.filters; ++f)
    for (int i = 0; i < s.rows(); ++i)
      for (int j = 0; j < s.columns(); ++j) {
        double sum = bias[static_cast<std::size_t>(f)];
        for (int c = 0; c < per_group; ++c)
          for (int p = 0; p < s.tall; ++p)
            for (int q = 0; q < s.broad; ++q) {
              const int row = i * s.stride + p * s.dilation - s.padding,
                        column = j * s.stride + q * s.dilation - s.padding;
              if (row < 0 || row >= s.height || column < 0 || column >= s.width) continue;
              const int channel = f / filters_per_group * per_group + c;
              sum += x[static_cast<std::size_t>((channel * s.height + row) * s.width + column)] *
                     w[static_cast<std::size_t>(((c * s.tall + p) * s.broad + q) * s.filters + f)];
            }
        y.push_back(sum);
      }
  return y;
}

template <auto Layer, auto X>
void agrees(const sizes& s) {
  program<Layer, in<double>> run{seed{3}};
  const doubles x = numbered(static_cast<std::size_t>(s.channels * s.height * s.width), 0.1);
  const doubles bias = numbered(static_cast<std::size_t>(s.filters), 0.2);
  doubles w;
  run.for_each_parameter([&](const char* name, const shape&, auto values) {
    if (hash_text(name) == hash_text("c.bias")) std::copy(bias.begin(), bias.end(), values.begin());
    else w.assign(values.begin(), values.end());
  });
  BOOST_TEST_REQUIRE(run.run(X = x).ok());
  const doubles expected = by_definition(s, x, w, bias);
  const auto y = run[Layer];
  BOOST_TEST_REQUIRE(y.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    BOOST_TEST(y[i] == expected[i], boost::test_tools::tolerance(1e-12));
}

constexpr auto image = input<"image", 4, 7, 6>;
constexpr auto line = input<"line", 4, 9>;

BOOST_AUTO_TEST_SUITE(convolutional_layers)

BOOST_AUTO_TEST_CASE(agree_with_the_definition) {
  agrees<conv2d<"c", 3, 3>(image), image>({4, 7, 6, 3, 3, 3, 1, 0, 1, 1});
  agrees<conv2d<"c", 5, spatial{3, 2}, convolution{.stride = 2, .padding = 1}>(image), image>(
      {4, 7, 6, 5, 3, 2, 2, 1, 1, 1});
  agrees<conv2d<"c", 6, 2, convolution{.dilation = 3, .groups = 2}>(image), image>({4, 7, 6, 6, 2, 2, 1, 0, 3, 2});
  agrees<conv2d<"c", 4, 3, convolution{.padding = 1, .groups = 4}>(image), image>({4, 7, 6, 4, 3, 3, 1, 1, 1, 4});
}

BOOST_AUTO_TEST_CASE(along_one_axis) {
  agrees<conv1d<"c", 3, 3>(line), line>({4, 1, 9, 3, 1, 3, 1, 0, 1, 1});
  program<conv1d<"c", 2, 3, convolution{.stride = 2, .padding = 1, .dilation = 2, .groups = 2}>(line), in<double>> run;
  BOOST_TEST_REQUIRE(run.run(line = numbered(36, 0.1)).ok());
  constexpr auto y = conv1d<"c", 2, 3, convolution{.stride = 2, .padding = 1, .dilation = 2, .groups = 2}>(line);
  static_assert(decltype(y)::shape == make_shape(2, 4));
}

BOOST_AUTO_TEST_CASE(pooling_takes_whole_windows) {
  constexpr auto x = input<"x", 1, 5, 4>;
  constexpr auto most = max_pool2d<2>(x);
  constexpr auto average = avg_pool2d<2>(x);
  constexpr auto padded = max_pool2d<3, pooling{.stride = 2, .padding = 1}>(x);
  program<most, average, padded, in<double>> run;
  doubles v(20);
  for (int i = 0; i < 20; ++i) v[static_cast<std::size_t>(i)] = -10 + i;
  BOOST_TEST_REQUIRE(run.run(x = v).ok());
  const double expected_most[] = {-5, -3, 3, 5}, expected_mean[] = {-7.5, -5.5, 0.5, 2.5};
  const double expected_padded[] = {-5, -3, 3, 5, 7, 9};
  BOOST_TEST(run[most] == expected_most, boost::test_tools::per_element());
  BOOST_TEST(run[average] == expected_mean, boost::test_tools::per_element());
  BOOST_TEST(run[padded] == expected_padded, boost::test_tools::per_element());
}

// With a ceiling, no window begins behind x and the padding before it, even where whole windows would fit there.
BOOST_AUTO_TEST_CASE(no_window_begins_behind_the_numbers) {
  constexpr auto last = max_pool1d<1, pooling{.stride = 2, .padding = {{0, 2}}, .ceiling = true}>(input<"x", 2, 1>);
  static_assert(decltype(last)::shape == make_shape(2, 1));
  constexpr auto both = max_pool1d<2, pooling{.stride = 3, .padding = {{1, 1}}, .ceiling = true}>(input<"x", 2, 5>);
  static_assert(decltype(both)::shape == make_shape(2, 2));
  static program<last> net;
  const float numbers[] = {3, -4};
  BOOST_TEST(net.run(input<"x", 2, 1> = numbers).ok());
  BOOST_TEST((net[last][0] == 3 && net[last][1] == -4));
}

BOOST_AUTO_TEST_CASE(fan_in_counts_the_taps) {
  constexpr auto c = conv2d<"c", 16, 5, convolution{}, he_normal>(input<"image", 6, 12, 12>);
  program<c> run{seed{5}};
  double squares = 0;
  int n = 0;
  run.for_each_parameter([&](const char*, const shape& s, auto values) {
    if (s.rank != 4) return;
    for (double w : values) squares += w * w, ++n;
  });
  BOOST_TEST(n == 6 * 25 * 16);
  BOOST_TEST(squares / n == 2. / 150, boost::test_tools::tolerance(0.1));
}

// 25 samples in tiles of 11: full vectors, remaining lanes, a partial tile.
BOOST_AUTO_TEST_CASE(training_is_the_one_without_vectors) {
  constexpr auto x = input<"x", 1, 9, 7>;
  constexpr auto y = input<"y", 3>;
  constexpr auto first = max_pool2d<2>(tanh(conv2d<"first", 4, 3, convolution{.padding = 1}>(x)));  // [4, 4, 3]
  constexpr auto second =
      tanh(conv2d<"second", 6, spatial{2, 3}, convolution{.stride = {2, 1}, .padding = {0, 1}, .groups = 2}>(first));
  constexpr auto loss = mse(dense<"out", 3>(reshape<-1>(avg_pool2d<spatial{1, 3}>(second))), y);
  training_step<loss, sgd{0.5}, batch<11>> net{seed{2}};
  training_step<loss, sgd{0.5}, lanes<1>> one{seed{2}};
  const doubles wide = numbered(63 * 25, 0.1), wanted = numbered(3 * 25, 0.05);
  const std::vector<float> images(wide.begin(), wide.end()), targets(wanted.begin(), wanted.end());
  float before = 0, after = 0;
  for (int i = 0; i < 5; ++i) {
    after = net.step(x = images, y = targets);
    if (i == 0) before = after;
    const float alone = one.step(x = images, y = targets);
    BOOST_TEST(after == alone, boost::test_tools::tolerance(1e-5f));
  }
  BOOST_TEST(after < before / 2);
  std::vector<float> found, expected;
  net.for_each_parameter([&](const char*, const shape&, auto v) { found.insert(found.end(), v.begin(), v.end()); });
  one.for_each_parameter(
      [&](const char*, const shape&, auto v) { expected.insert(expected.end(), v.begin(), v.end()); });
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) BOOST_TEST(std::abs(found[i] - expected[i]) < 1e-5f);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
