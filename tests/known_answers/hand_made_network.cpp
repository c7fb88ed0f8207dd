// A network that can be worked out by hand: x = (2, 1), target 5,
//
//   o1 =  0 x1 + 2 x2 + 3      o3 = relu(o1)
//   o2 = -4 x1 - 1 x2 + 1      o4 = relu(o2)
//   o5 = -2 o3 + 0 o4 + 6      loss = (o5 - y)²
//
// once written with scalars, once with layers.
#include <cmath>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>

using namespace tapeless;

namespace {

namespace scalars {
constexpr auto x1 = input<"x1">;
constexpr auto x2 = input<"x2">;
constexpr auto y = input<"y">;
constexpr auto w1 = parameter<"w1">;
constexpr auto w2 = parameter<"w2">;
constexpr auto b1 = parameter<"b1">;
constexpr auto w3 = parameter<"w3">;
constexpr auto w4 = parameter<"w4">;
constexpr auto b2 = parameter<"b2">;
constexpr auto w5 = parameter<"w5">;
constexpr auto w6 = parameter<"w6">;
constexpr auto b3 = parameter<"b3">;

constexpr auto o1 = w1 * x1 + w2 * x2 + b1;
constexpr auto o2 = w3 * x1 + w4 * x2 + b2;
constexpr auto o3 = relu(o1);
constexpr auto o4 = relu(o2);
constexpr auto o5 = w5 * o3 + w6 * o4 + b3;
constexpr auto loss = square(o5 - y);

constexpr auto do5 = grad(loss, o5);
constexpr auto dw5 = grad(loss, w5);
constexpr auto do3 = grad(loss, o3);
constexpr auto do1 = grad(loss, o1);
constexpr auto dw1 = grad(loss, w1);
constexpr auto dw2 = grad(loss, w2);
constexpr auto dw3 = grad(loss, w3);
constexpr auto dw6 = grad(loss, w6);
constexpr auto db1 = grad(loss, b1);
constexpr auto db3 = grad(loss, b3);

template <class Program>
void set_weights(Program& net) {
  net[w1][0] = 0, net[w2][0] = 2, net[b1][0] = 3;
  net[w3][0] = -4, net[w4][0] = -1, net[b2][0] = 1;
  net[w5][0] = -2, net[w6][0] = 0, net[b3][0] = 6;
}
}  // namespace scalars

namespace layers {
constexpr auto x = input<"x", 2>;
constexpr auto y = input<"y", 1>;
constexpr auto hidden = dense<"hidden", 2>(x);
constexpr auto out = dense<"out", 1>(relu(hidden));
constexpr auto loss = mse(out, y);

constexpr auto W = parameter<"hidden.weight">(loss);  // [in, out]
constexpr auto b = parameter<"hidden.bias">(loss);
constexpr auto V = parameter<"out.weight">(loss);
constexpr auto c = parameter<"out.bias">(loss);

template <class Trainer>
void set_weights(Trainer& net) {
  net[W][0] = 0, net[W][1] = -4;  // from x1
  net[W][2] = 2, net[W][3] = -1;  // from x2
  net[b][0] = 3, net[b][1] = 1;
  net[V][0] = -2, net[V][1] = 0;
  net[c][0] = 6;
}
}  // namespace layers

// Slightly more than one unit in the last place of a number near 2.
template <class T>
bool near(T found, double expected) {
  return std::abs(static_cast<double>(found) - expected) <= 4 * static_cast<double>(std::numeric_limits<T>::epsilon());
}

template <class T, auto... Options>
void check_values_and_gradients() {
  using namespace scalars;
  training_step<loss, sgd{0.0}, Options...> net;
  set_weights(net);
  program<o1, o2, o3, o4, o5, loss, do5, dw5, do3, do1, dw1, dw2, dw3, dw6, db1, db3, Options...> run{net.parameters()};
  BOOST_TEST_REQUIRE(run.run(x1 = 2, x2 = 1, y = 5).ok());
  BOOST_TEST(run[o1][0] == T(5));
  BOOST_TEST(run[o2][0] == T(-8));
  BOOST_TEST(run[o3][0] == T(5));
  BOOST_TEST(run[o4][0] == T(0));
  BOOST_TEST(run[o5][0] == T(-4));
  BOOST_TEST(run[loss][0] == T(81));
  BOOST_TEST(run[do5][0] == T(-18));
  BOOST_TEST(run[dw5][0] == T(-90));
  BOOST_TEST(run[do3][0] == T(36));
  BOOST_TEST(run[do1][0] == T(36));
  BOOST_TEST(run[dw1][0] == T(72));
  BOOST_TEST(run[dw2][0] == T(36));
  BOOST_TEST(run[dw3][0] == T(0));  // behind an inactive ReLU
  BOOST_TEST(run[dw6][0] == T(0));
  BOOST_TEST(run[db1][0] == T(36));
  BOOST_TEST(run[db3][0] == T(-18));
}

template <class T, auto... Options>
void check_a_step_by_numbers() {
  using namespace scalars;
  training_step<loss, sgd{1e-3}, Options...> net;
  set_weights(net);
  BOOST_TEST(static_cast<T>(net.step(x1 = 2, x2 = 1, y = 5)) == T(81));
  BOOST_TEST(near<T>(net[w5][0], -1.91));
  BOOST_TEST(near<T>(net[w1][0], -0.072));
  BOOST_TEST(near<T>(net[w2][0], 2 - 0.036));
  BOOST_TEST(near<T>(net[b1][0], 3 - 0.036));
  BOOST_TEST(net[w3][0] == T(-4));
  BOOST_TEST(net[w6][0] == T(0));
  BOOST_TEST(near<T>(net[b3][0], 6 + 0.018));
}

template <class T, auto... Options>
void check_a_step_by_layers() {
  using namespace layers;
  training_step<loss, sgd{1e-3}, Options...> net;
  set_weights(net);
  const T in[] = {2, 1}, target[] = {5};
  BOOST_TEST(static_cast<T>(net.step(x = in, y = target)) == T(81));
  BOOST_TEST(near<T>(net[V][0], -1.91));
  BOOST_TEST(net[V][1] == T(0));
  BOOST_TEST(near<T>(net[W][0], -0.072));
  BOOST_TEST(net[W][1] == T(-4));
  BOOST_TEST(near<T>(net[W][2], 2 - 0.036));
  BOOST_TEST(near<T>(net[c][0], 6 + 0.018));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hand_made_network)

BOOST_AUTO_TEST_CASE(values_and_gradients_as_expressions) {
  check_values_and_gradients<float>();
  check_values_and_gradients<double, in<double>>();
}

BOOST_AUTO_TEST_CASE(a_step_written_number_by_number) {
  check_a_step_by_numbers<float>();
  check_a_step_by_numbers<double, in<double>>();
}

BOOST_AUTO_TEST_CASE(a_step_written_with_layers) {
  check_a_step_by_layers<float>();
  check_a_step_by_layers<double, in<double>>();
}

// A batch of copies has the same mean gradient and hence makes the same step; so does a call with a partial tile.
BOOST_AUTO_TEST_CASE(a_batch_of_copies_takes_the_same_step) {
  using namespace layers;
  training_step<loss, sgd{1e-3}, batch<4>, in<double>> net;
  for (int samples : {1, 3, 4, 7}) {
    set_weights(net);
    std::vector<double> in, target(static_cast<std::size_t>(samples), 5);
    for (int i = 0; i < samples; ++i) in.insert(in.end(), {2, 1});
    BOOST_TEST(near<double>(net.step(x = in, y = target) / 81, 1));
    BOOST_TEST(near<double>(net[V][0], -1.91));
    BOOST_TEST(near<double>(net[W][0], -0.072));
  }
}

BOOST_AUTO_TEST_SUITE_END()
