// Layers for images and sequences, and their gradients, against PyTorch's: tests/reference/layers.py, which has the
// names and the settings.
#include <cstring>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>

#include "reference/layers.hpp"

namespace {

using namespace tapeless;
using doubles = std::vector<double>;

constexpr double number(int i, int k) { return (((7 * i + 5 * k) % 23) - 11) / 8. + i / 1024.; }
doubles numbered(int k, int size) {
  doubles v;
  for (int i = 0; i < size; ++i) v.push_back(number(i, k));
  return v;
}
template <int K, int N>
consteval numbers<N> constants() {
  numbers<N> n;
  for (int i = 0; i < N; ++i) n.value[i] = number(i, K);
  return n;
}
template <int K, int... D>
inline constexpr auto weight = table<constants<K, (1 * ... * D)>(), D...>;
template <int... D>
consteval auto upstream_like(tensor<D...>) {
  return weight<3, D...>;
}

void close(const char* name, const char* what, auto found, const doubles& expected) {
  BOOST_TEST_REQUIRE(found.size() == expected.size(), name << ": " << found.size() << " and " << expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    if (!(std::abs(found[i] - expected[i]) <= 2e-11 * (1 + std::abs(expected[i]))))
      BOOST_ERROR(name << ", " << what << " " << i << ": " << found[i] << ", expected " << expected[i]);
}

int checked = 0;
template <auto Y, auto X>
void agrees(const char* name) {
  for (const nn_tests::recorded& r : nn_tests::by_pytorch) {
    if (std::strcmp(r.name, name) != 0) continue;
    constexpr auto slope = grad(sum(upstream_like(Y) * Y), X);
    program<Y, slope, in<double>> run;
    run.for_each_parameter([](const char* of, const shape&, auto values) {
      const bool scale = std::strstr(of, ".scale") != nullptr;
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = number(static_cast<int>(i), scale ? 1 : 2);
    });
    BOOST_TEST_REQUIRE(run.run(X = numbered(0, X.shape.size())).ok());
    close(name, "value", run[Y], r.value);
    close(name, "gradient", run[slope], r.gradient);
    ++checked;
    return;
  }
  BOOST_ERROR("nothing is recorded under " << name);
}

constexpr auto line = input<"line", 2, 7>;
constexpr auto image = input<"image", 4, 4, 5>;
constexpr auto volume = input<"volume", 2, 3, 3, 3>;

BOOST_AUTO_TEST_SUITE(layers_by_pytorch)

BOOST_AUTO_TEST_CASE(convolutions) {
  constexpr convolution circular{.padding = {{2, 1}}, .border = border::wrap};
  constexpr convolution causal{.stride = 2, .padding = padding::causal, .dilation = 2};
  agrees<convolve<circular>(line, weight<1, 2, 3, 3>), line>("conv1d, circular");
  agrees<convolve<causal>(line, weight<1, 2, 3, 3>), line>("conv1d, causal");
  constexpr convolution replicate{.padding = {{1, 2}, {0, 3}}, .border = border::edge};
  constexpr convolution reflect{.stride = 2, .padding = {1, 2}, .border = border::reflect};
  constexpr convolution same{.padding = padding::same, .dilation = {1, 2}, .groups = 2};
  agrees<convolve<replicate>(image, weight<1, 4, 2, 3, 2>), image>("conv2d, replicate");
  agrees<convolve<reflect>(image, weight<1, 4, 2, 3, 2>), image>("conv2d, reflect");
  agrees<convolve<same>(image, weight<1, 2, 2, 3, 4>), image>("conv2d, same");
  constexpr convolution solid{.stride = {1, 2, 1}, .padding = {1, 1, 0}};
  constexpr convolution in_two{.stride = 2, .padding = 1, .groups = 2};
  agrees<convolve<solid>(volume, weight<1, 2, 2, 3, 2, 3>), volume>("conv3d");
  agrees<convolve<in_two>(volume, weight<1, 1, 2, 2, 2, 4>), volume>("conv3d, groups");
}

BOOST_AUTO_TEST_CASE(transposed_convolutions) {
  constexpr transposed_convolution wide{.stride = 3, .padding = 1, .output_padding = 2, .dilation = 2};
  constexpr transposed_convolution in_two{.stride = 2, .padding = {1, 0}, .output_padding = {1, 0}, .groups = 2};
  agrees<transposed_convolve<wide>(line, weight<1, 2, 3, 3>), line>("conv_transpose1d");
  agrees<transposed_convolve<in_two>(image, weight<1, 4, 2, 3, 2>), image>("conv_transpose2d");
}

BOOST_AUTO_TEST_CASE(pools) {
  constexpr pooling ceiling{.stride = 2, .padding = 1, .ceiling = true};
  constexpr pooling uncounted{.stride = 2, .padding = 1, .ceiling = true, .count_padding = false};
  constexpr pooling far{.stride = 3, .padding = 1, .ceiling = true};
  constexpr pooling dense{.stride = 1, .padding = 1};
  constexpr pooling dense_uncounted{.stride = 1, .padding = 1, .count_padding = false};
  agrees<max_pool2d<3, ceiling>(image), image>("max_pool2d, ceiling");
  agrees<max_pool2d_indices<spatial{2, 3}, ceiling>(image), image>("max_pool2d, indices");
  agrees<max_pool3d<2, dense>(volume), volume>("max_pool3d");
  agrees<avg_pool1d<2, far>(line), line>("avg_pool1d, ceiling");
  agrees<avg_pool2d<3, ceiling>(image), image>("avg_pool2d, counted");
  agrees<avg_pool2d<3, uncounted>(image), image>("avg_pool2d, uncounted");
  agrees<avg_pool3d<2, dense_uncounted>(volume), volume>("avg_pool3d");
  agrees<adaptive_avg_pool2d<spatial{2, 4}>(image), image>("adaptive_avg_pool2d");
  agrees<adaptive_max_pool1d<5>(line), line>("adaptive_max_pool1d");
  agrees<adaptive_max_pool2d<spatial{3, 4}>(image), image>("adaptive_max_pool2d");
}

BOOST_AUTO_TEST_CASE(normalisation) {
  agrees<group_norm<"n", 2>(image), image>("group_norm");
  agrees<instance_norm<"n">(image), image>("instance_norm");
  agrees<local_response_norm<3, 0.5, 0.75, 2.0>(image), image>("local_response_norm");
  agrees<local_response_norm<2, 0.5, 0.5, 1.0>(image), image>("local_response_norm, even");
}

BOOST_AUTO_TEST_CASE(resizing) {
  constexpr auto nearest = interpolation::nearest, linear = interpolation::linear, cubic = interpolation::cubic;
  agrees<resize1d<10, nearest, corner_rule::asymmetric>(line), line>("nearest");
  agrees<resize1d<5, nearest>(line), line>("nearest, exact");
  agrees<resize1d<12>(line), line>("linear");
  agrees<resize1d<12, linear, corner_rule::aligned>(line), line>("linear, aligned");
  agrees<resize2d<spatial{6, 3}>(image), image>("bilinear");
  agrees<resize2d<spatial{5, 4}, cubic>(image), image>("bicubic");
  agrees<resize2d<spatial{3, 7}, cubic, corner_rule::aligned>(image), image>("bicubic, aligned");
}

// In training, over three samples: each sample's gradient is that of the sum over all of them.
BOOST_AUTO_TEST_CASE(batch_normalisation) {
  constexpr auto x = input<"x", 4, 4, 2>;
  constexpr auto u = input<"u", 4, 4, 2>;
  constexpr auto y = batch_norm2d<"n">(x);
  constexpr auto slope = grad(sum(u * y), x);
  program<y, slope, in<double>, batch<3>, training_mode> run;
  run.for_each_parameter([](const char* of, const shape&, auto values) {
    const bool scale = std::strstr(of, ".scale") != nullptr;
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = number(static_cast<int>(i), scale ? 1 : 2);
  });
  BOOST_TEST_REQUIRE(run.run(x = numbered(0, 96), u = numbered(3, 96)).ok());
  for (const nn_tests::recorded& r : nn_tests::by_pytorch) {
    if (std::strcmp(r.name, "batch_norm") != 0) continue;
    close(r.name, "value", run[y], r.value);
    close(r.name, "gradient", run[slope], r.gradient);
    ++checked;
  }
}

BOOST_AUTO_TEST_CASE(all_that_is_recorded) { BOOST_TEST(checked == static_cast<int>(std::size(nn_tests::by_pytorch))); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
