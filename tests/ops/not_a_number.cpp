// NaN propagates from any position through minimum, maximum and everything composed of them, in every lane, and
// computed indices stay in range.
#include <cmath>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr int width = 7;
constexpr auto v = input<"v", width>;
constexpr auto w = input<"w", width>;

template <class T>
std::vector<T> with_nan_at(int place, int samples) {
  std::vector<T> values(static_cast<std::size_t>(width * samples));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = T(i % 5) - T(2);
  for (int s = 0; s < samples; ++s)
    values[static_cast<std::size_t>(s * width + (place + s) % width)] = std::numeric_limits<T>::quiet_NaN();
  return values;
}

[[gnu::noinline]] void expect(bool nan, bool expected, int function, int place, std::size_t element) {
  BOOST_TEST(nan == expected, "function " << function << " with NaN at " << place << ", element " << element);
}

// Elementwise functions are NaN exactly where the operand is, and so is the gradient of a sum that they weight.
template <auto... F, class Program>
void elements(Program& run, int samples) {
  using T = typename Program::value_type;
  for (int place = 0; place < width; ++place) {
    const auto at = with_nan_at<T>(place, samples);
    BOOST_TEST_REQUIRE(run.run(v = at).ok());
    int k = 0;
    (
        [&] {
          const auto found = run[F];
          BOOST_TEST_REQUIRE(found.size() == at.size());
          for (std::size_t i = 0; i < at.size(); ++i) expect(std::isnan(found[i]), std::isnan(at[i]), k, place, i);
          ++k;
        }(),
        ...);
  }
}
// Reductions of the sample are NaN.
template <auto... F, class Program>
void totals(Program& run, int samples) {
  using T = typename Program::value_type;
  for (int place = 0; place < width; ++place) {
    BOOST_TEST_REQUIRE(run.run(v = with_nan_at<T>(place, samples)).ok());
    int k = 100;
    (
        [&] {
          for (std::size_t i = 0; i < run[F].size(); ++i) expect(std::isnan(run[F][i]), true, k, place, i);
          ++k;
        }(),
        ...);
  }
}

template <auto... Options>
void all(int samples) {
  {
    program<relu(v), clamp(v, -1_c, 1_c), min(v, 0_c), max(v, 0_c), min(0_c, v), max(0_c, v), min(v, 2_c * v),
            max(v, -v), Options...>
        run;
    elements<relu(v), clamp(v, -1_c, 1_c), min(v, 0_c), max(v, 0_c), min(0_c, v), max(0_c, v), min(v, 2_c * v),
             max(v, -v)>(run, samples);
  }
  {
    program<leaky_relu<0.0>(v), leaky_relu(v), prelu(v, 0_c), elu(v), selu(v), hard_tanh(v), hard_sigmoid(v),
            hard_swish(v), softplus(v), gelu(v), gelu_tanh(v), abs(v), sign(v), Options...>
        run;
    elements<leaky_relu<0.0>(v), leaky_relu(v), prelu(v, 0_c), elu(v), selu(v), hard_tanh(v), hard_sigmoid(v),
             hard_swish(v), softplus(v), gelu(v), gelu_tanh(v), abs(v), sign(v)>(run, samples);
  }
  constexpr auto slope = [](auto f) { return grad(sum(square(f)), v); };
  {
    program<slope(relu(v)), slope(clamp(v, -9_c, 9_c)), slope(min(v, 9_c)), slope(max(v, -9_c)), slope(elu(v)),
            slope(leaky_relu(v)), slope(hard_swish(v)), Options...>
        run;
    elements<slope(relu(v)), slope(clamp(v, -9_c, 9_c)), slope(min(v, 9_c)), slope(max(v, -9_c)), slope(elu(v)),
             slope(leaky_relu(v)), slope(hard_swish(v))>(run, samples);
  }
  {
    program<max(v), min(v), logsumexp(v), norm(v), sum(softmax(v)), sum(grad(max(v), v)), sum(hinge(v, v)),
            sum(huber(v, 0_c * v)), Options...>
        run;
    totals<max(v), min(v), logsumexp(v), norm(v), sum(softmax(v)), sum(grad(max(v), v)), sum(hinge(v, v)),
           sum(huber(v, 0_c * v))>(run, samples);
  }
  {
    program<argmax(v), Options...> run;
    for (int place = 0; place < width; ++place) {
      BOOST_TEST_REQUIRE(run.run(v = with_nan_at<typename decltype(run)::value_type>(place, samples)).ok());
      for (int s = 0; s < samples; ++s) BOOST_TEST(run[argmax(v)][static_cast<std::size_t>(s)] == (place + s) % width);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(not_a_number)

BOOST_AUTO_TEST_CASE(one_sample) { all<>(1); }
BOOST_AUTO_TEST_CASE(lanes_are_samples) {
  all<batch<16>>(16);
  all<batch<5>, in<double>>(5);
}
BOOST_AUTO_TEST_CASE(without_vectors) { all<batch<3>, lanes<1>>(3); }

// For either operand; constants are folded by the same rule.
BOOST_AUTO_TEST_CASE(of_two_operands) {
  program<min(v, w), max(v, w), batch<9>> run;
  const auto a = with_nan_at<float>(2, 9);
  const std::vector<float> b(a.size(), 1.f);
  for (bool swapped : {false, true}) {
    BOOST_TEST_REQUIRE((swapped ? run.run(v = b, w = a) : run.run(v = a, w = b)).ok());
    for (std::size_t i = 0; i < a.size(); ++i) {
      expect(std::isnan(run[min(v, w)][i]), std::isnan(a[i]), swapped, 2, i);
      expect(std::isnan(run[max(v, w)][i]), std::isnan(a[i]), swapped, 2, i);
    }
  }
  constexpr double nan = __builtin_nan("");
  static_assert(simd::maximum(nan, 1.0) != simd::maximum(nan, 1.0) &&
                simd::maximum(1.0, nan) != simd::maximum(1.0, nan));
  static_assert(simd::minimum(nan, 1.0) != simd::minimum(nan, 1.0) &&
                simd::minimum(1.0, nan) != simd::minimum(1.0, nan));
}

// NaN in each element of the image in turn, seen in every window that contains it.
BOOST_AUTO_TEST_CASE(max_pooling) {
  constexpr auto image = input<"image", 1, 6, 6>;
  constexpr auto pooled = max_pool2d<3, pooling{.stride = 2, .padding = 1}>(image);
  program<pooled> one;
  program<pooled, batch<8>> many;
  for (std::size_t place = 0; place < 36; ++place) {
    std::vector<float> x(36, -1.f);
    x[place] = NAN;
    BOOST_TEST_REQUIRE(one.run(image = x).ok());
    std::vector<float> all;
    for (int s = 0; s < 8; ++s) all.insert(all.end(), x.begin(), x.end());
    BOOST_TEST_REQUIRE(many.run(image = all).ok());
    for (int r = 0; r < 3; ++r)
      for (int c = 0; c < 3; ++c) {
        const int y = int(place) / 6, z = int(place) % 6;
        const bool inside = y >= 2 * r - 1 && y <= 2 * r + 1 && z >= 2 * c - 1 && z <= 2 * c + 1;
        const auto at = static_cast<std::size_t>(3 * r + c);
        expect(std::isnan(one[pooled][at]), inside, 0, int(place), at);
        expect(std::isnan(many[pooled][9 * 5 + at]), inside, 1, int(place), at);
      }
  }
}

BOOST_AUTO_TEST_SUITE_END()
