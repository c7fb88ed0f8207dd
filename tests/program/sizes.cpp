// Sizes 1 to 2W + 1 for W lanes: features, samples of a tile, and both in training, compared with one lane.
#include "numbers.hpp"

#include <tapeless/ops/products.hpp>

namespace {

using namespace program_tests;

constexpr int lanes_of_double = simd::lanes<simd::vec<double>>, most = 2 * lanes_of_double + 1;

template <std::size_t N>
consteval text<N + 2> numbered(const char (&name)[N], int n) {
  char chars[N + 2]{};
  for (std::size_t i = 0; i + 1 < N; ++i) chars[i] = name[i];
  chars[N - 1] = static_cast<char>('0' + n / 10);
  chars[N] = static_cast<char>('0' + n % 10);
  return chars;
}

// A model of N features in which N is the last axis, a contracted axis and a reduced axis.
template <int N>
inline constexpr auto x = input<numbered("x", N), N>;
template <int N>
inline constexpr auto w = parameter<numbered("w", N), N, N>;
template <int N>
inline constexpr auto wide = tapeless::tanh(vecmat(x<N>, w<N>)) + x<N>* x<N>;
template <int N>
inline constexpr auto tall = matvec(w<N>, wide<N>);
template <int N>
inline constexpr auto narrow = max(tall<N>) + variance(x<N>);

template <int... N>
void compare() {
  program<wide<N>..., tall<N>..., grad(narrow<N>, x<N>)..., in<double>> vector{seed{3}};
  program<wide<N>..., tall<N>..., grad(narrow<N>, x<N>)..., in<double>, lanes<1>> scalar{seed{3}};
  const std::vector<double> at = drawn<double>(64, 1);
  BOOST_TEST_REQUIRE(vector.run((x<N> = std::span(at).first(N))...).ok());
  BOOST_TEST_REQUIRE(scalar.run((x<N> = std::span(at).first(N))...).ok());
  (close(vector[wide<N>], scalar[wide<N>], 1e-13, N), ...);
  (close(vector[tall<N>], scalar[tall<N>], 1e-13, N), ...);
  (close(vector[grad(narrow<N>, x<N>)], scalar[grad(narrow<N>, x<N>)], 1e-13, N), ...);
}

// Three sizes per program, because programs with many outputs have long names.
template <int From>
void compare_from() {
  if constexpr (From + 2 <= most) compare<From, From + 1, From + 2>();
  else if constexpr (From + 1 <= most) compare<From, From + 1>();
  else if constexpr (From <= most) compare<From>();
  if constexpr (From + 3 <= most) compare_from<From + 3>();
}

// A small network, trained on tiles of N samples.
constexpr auto in_ = input<"in", 3>;
constexpr auto target = input<"target", 2>;
constexpr auto out = dense<"out", 2>(tapeless::tanh(dense<"hidden", 5>(in_)));
constexpr auto loss = mse(out, target);

// All sizes up to W + 1 and around 2W; with wide vectors only around 1, W and 2W, to save compile time.
constexpr int W = lanes_of_double;
using tiles = std::conditional_t<(W <= 4), std::integer_sequence<int, 1, 2, 3, 4, 5, 2 * W - 1, 2 * W, 2 * W + 1>,
                                 std::integer_sequence<int, 1, 2, W - 1, W, W + 1, 2 * W - 1, 2 * W, 2 * W + 1>>;

template <int N>
void compare_tile(const std::vector<double>& inputs, const std::vector<double>& targets) {
  training_step<loss, sgd{0.5}, batch<N>, in<double>> net{seed{4}};
  training_step<loss, sgd{0.5}, batch<1>, in<double>, lanes<1>> one{seed{4}};
  const auto some = std::span(inputs).first(3 * N), those = std::span(targets).first(2 * N);
  for (int step = 0; step < 3; ++step) {
    const double a = net.step(in_ = some, target = those), b = one.step(in_ = some, target = those);
    close(std::vector{a}, std::vector{b}, 1e-13, N);
  }
  close(weights(net), weights(one), 1e-13, N);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sizes)

BOOST_AUTO_TEST_CASE(features_agree_with_one_lane) { compare_from<1>(); }

BOOST_AUTO_TEST_CASE(tiles_agree_with_one_lane) {
  constexpr int samples = most > 5 ? most : 5;  // of the largest tile
  const std::vector<double> inputs = drawn<double>(3 * samples, 1), targets = drawn<double>(2 * samples, 2);
  [&]<int... N>(std::integer_sequence<int, N...>) { (compare_tile<N>(inputs, targets), ...); }
  (tiles{});
}

BOOST_AUTO_TEST_SUITE_END()
