// Models and connections: shapes, numbers of parameters as published, and what each is by its formula.
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/nn/models/autoencoder.hpp>
#include <tapeless/nn/models/keyword_spotter.hpp>
#include <tapeless/nn/models/lenet5.hpp>
#include <tapeless/nn/models/mlp.hpp>
#include <tapeless/nn/models/resnet.hpp>
#include <tapeless/nn/models/tcn.hpp>
#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using doubles = std::vector<double>;

template <graph G>
constexpr long parameters_of(expr<G>) {
  long n = 0;
  for (const node* leaf : leaves_below<G>)
    if (is_leaf(*leaf, ir::role::parameter)) n += leaf->shape.size();
  return n;
}

constexpr auto x = input<"x", 6>;
constexpr auto maps = input<"maps", 4, 3, 2>;
constexpr auto sound = input<"sound", 3, 20>;

// LeNet-5, ResNet-20 (0.27 million without the weights of two shortcuts), the autoencoder and the keyword spotter of
// MLPerf Tiny. Convolutions in front of a norm have a bias here.
static_assert(parameters_of(models::lenet5<"net", 10>(input<"image", 1, 32, 32>)) == 61706);
static_assert(parameters_of(models::lenet5<"net", 10>(input<"image", 1, 28, 28>)) == 61706);
static_assert(parameters_of(models::autoencoder<"net">(input<"a", 640>)) ==
              2 * 640 * 128 + 6 * 128 * 128 + 2 * 128 * 8 + 3 * (8 * 128 + 8) + 640);
constexpr auto resnet20 = models::resnet<"net", 10, 3>(input<"image", 3, 32, 32>);
static_assert(parameters_of(resnet20) == 269722 + 16 * 7 + 32 * 6 + 64 * 6 + 16 * 32 + 32 * 64 + 3 * (32 + 64));
constexpr auto keywords = models::keyword_spotter<"net", 12>(input<"k", 1, 49, 10>);
static_assert(parameters_of(keywords) == 40 * 64 + 4 * (9 * 64 + 64 * 64) + 9 * 3 * 64 + 64 * 12 + 12);
static_assert(decltype(keywords)::shape == make_shape(12));
static_assert(decltype(models::tcn<"net", 5, 3>(sound))::shape == make_shape(5, 20));

BOOST_AUTO_TEST_SUITE(models_and_connections)

BOOST_AUTO_TEST_CASE(a_perceptron_is_its_layers) {
  constexpr auto by_hand = dense<"net.3", 2>(tanh(dense<"net.2", 3>(tanh(dense<"net.1", 4>(x)))));
  constexpr auto model = models::mlp<"net", 4, 3, 2>(x, layer::tanh);
  static_assert(std::is_same_v<decltype(by_hand), decltype(model)>);
}

BOOST_AUTO_TEST_CASE(connections_by_their_formulas) {
  constexpr auto f = dense<"f", 6>;
  static_assert(std::is_same_v<decltype(f(x) + x), decltype(layer::residual(f)(x))>);
  static_assert(std::is_same_v<decltype(dense<"g", 4>(x) + dense<"s", 4>(x)),
                               decltype(layer::residual(dense<"g", 4>, dense<"s", 4>)(x))>);
  constexpr auto one = conv2d<"one", 3, 1>(maps);
  constexpr auto both = concat<0>(maps, one);
  static_assert(std::is_same_v<decltype(concat<0>(both, conv2d<"two", 2, 1>(both))),
                               decltype(layer::dense_block(conv2d<"one", 3, 1>, conv2d<"two", 2, 1>)(maps))>);

  constexpr auto h = tanh(dense<"h", 6>(x));
  constexpr auto way = highway<"way">(x, h);
  constexpr auto t = sigmoid(dense<"way.gate", 6>(x));
  constexpr auto opened = squeeze_excite<"se", 2>(maps);
  constexpr auto m = mean<1, 2>(maps);
  constexpr auto gate = sigmoid(dense<"se.excite", 4>(relu(dense<"se.squeeze", 2>(m))));
  program<way, h, opened, in<double>> run{seed{3}};
  const doubles numbers{0.5, -1, 2, 0.25, -0.75, 1.5};
  doubles image(24);
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<double>((5 * i) % 11) / 4 - 1;
  BOOST_TEST_REQUIRE(run.run(x = numbers, maps = image).ok());
  program<t, gate, in<double>> gates{seed{3}};
  // The same names, the same seed: the same weights, but for the bias of the gate.
  gates.for_each_parameter([](const char* name, const shape&, auto values) {
    if (hash_text(name) == hash_text("way.gate.bias"))
      for (double& v : values) v = -1;
  });
  BOOST_TEST_REQUIRE(gates.run(x = numbers, maps = image).ok());
  for (std::size_t i = 0; i < 6; ++i)
    BOOST_TEST(run[way][i] == gates[t][i] * run[h][i] + (1 - gates[t][i]) * numbers[i],
               boost::test_tools::tolerance(1e-13));
  for (std::size_t i = 0; i < 24; ++i) BOOST_TEST(std::abs(run[opened][i] - gates[gate][i / 6] * image[i]) < 1e-14);
}

// A change at one time changes nothing before it, and the last of the results that it reaches.
BOOST_AUTO_TEST_CASE(a_temporal_network_does_not_look_ahead) {
  constexpr auto y = models::tcn<"net", 2, 2, 2>(sound);  // sees 1 + 2 (2 - 1) (2^2 - 1) = 7 elements
  program<y, in<double>> run{seed{5}};
  doubles first(60), second(60);
  for (std::size_t i = 0; i < 60; ++i) second[i] = first[i] = static_cast<double>((7 * i) % 13) / 6 - 1;
  for (std::size_t c = 0; c < 3; ++c) second[20 * c + 9] += 0.5;
  BOOST_TEST_REQUIRE(run.run(sound = first).ok());
  const doubles before(run[y].begin(), run[y].end());
  BOOST_TEST_REQUIRE(run.run(sound = second).ok());
  int changed = 0;
  for (std::size_t i = 0; i < 40; ++i) {
    const std::size_t time = i % 20;
    changed += run[y][i] != before[i];
    if (time < 9 || time > 15) BOOST_TEST(run[y][i] == before[i]);
  }
  BOOST_TEST(changed > 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
