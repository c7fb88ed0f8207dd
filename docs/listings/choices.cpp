// Chapters of the tutorial: activations, losses, optimisers, initialisation.
#include <cmath>
#include <cstdio>
#include <string>

#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

namespace {

// Indents further lines to align with the first.
void put(const std::string& left, std::string formula) {
  for (std::size_t at = 0; (at = formula.find('\n', at)) != std::string::npos; ++at)
    formula.insert(at + 1, left.size(), ' ');
  std::printf("%s%s\n", left.c_str(), formula.c_str());
}

namespace activations {
// [activations]
constexpr auto x = input<"x">;

void show() {
  put("sigmoid'(x)  = ", to_string(grad(sigmoid(x), x)));
  put("tanh'(x)     = ", to_string(grad(tanh(x), x)));
  put("relu'(x)     = ", to_string(grad(relu(x), x)));
  put("softplus'(x) = ", to_string(grad(softplus(x), x)));
}
// [/activations]
}  // namespace activations

namespace losses {
// [losses]
constexpr auto z = input<"z", 3>;  // a prediction
constexpr auto y = input<"y", 3>;  // a target

void show() {
  put("mse                  = ", to_string(mse(z, y)));
  put("its derivative       = ", to_string(grad(mse(z, y), z)));
  put("mae                  = ", to_string(mae(z, y)));
  put("binary cross-entropy = ", to_string(binary_cross_entropy(z, y)));
  put("its derivative       = ", to_string(grad(binary_cross_entropy(z, y), z)));
}
// [/losses]
}  // namespace losses

namespace optimisers {
// [momentum]
// v <- mu v - eta g,  w <- w + v
struct momentum {
  double learning_rate = 0.01, mu = 0.9;

  constexpr void operator()(update& u) const {
    term v = u.slot<"v">();  // one for each parameter, with its shape
    term v1 = mu * v - u.scalar<"learning_rate">(learning_rate) * u.gradient;
    u.assign(v, v1);
    u.assign(u.parameter, u.parameter + v1);
  }
};
// [/momentum]

// [race]
// A long valley: steep along x, flat along y.
constexpr auto x = parameter<"x">;
constexpr auto y = parameter<"y">;
constexpr auto f = 10_c * square(x) + 0.1_c * square(y);

template <auto Optimiser>
int steps_needed() {
  training_step<f, Optimiser> walk;
  walk[x][0] = walk[y][0] = 1;
  int steps = 0;
  while (steps < 10000 && walk.step() > 1e-3f) ++steps;
  return steps;
}

void show() {
  std::printf("sgd %d, momentum %d, adam %d steps\n", steps_needed<sgd{0.04}>(), steps_needed<momentum{0.04}>(),
              steps_needed<adam{0.04}>());
}
// [/race]
}  // namespace optimisers

namespace failing {
// [failing]
constexpr auto x = input<"x", 2>;
constexpr auto y = input<"y">;
constexpr auto loss = mse(dense<"line", 1, ones>(x), reshape<1>(y));

void show() {
  training_step<loss, sgd{0.1}, batch<4>> net;
  const float rows[] = {1, 2, 3, std::nanf("")}, targets[] = {3, 5};  // a missing value
  const auto result = net.step(x = rows, y = targets);
  const error& e = result.error;
  std::printf("%s: %s\n", e.where, describe(e.what));
  std::printf("weights %g %g\n", net[parameter<"line.weight">(loss)][0], net[parameter<"line.weight">(loss)][1]);
}
// [/failing]
}  // namespace failing

namespace beginning {
// [initialisers]
constexpr auto x = input<"x", 64>;
constexpr auto deep = dense<"a", 64, he_normal>;            // before a ReLU
constexpr auto squashed = dense<"b", 64>;                   // glorot_uniform, before tanh or sigmoid
constexpr auto level = parameter<"level", 4>.with<ones>();  // a parameter without a layer
// [/initialisers]
static_assert(tanh(squashed(relu(deep(x)))).shape == make_shape(64));
static_assert(level.shape == make_shape(4));

// [schedule]
constexpr auto rate = scalar<"learning_rate">;
constexpr auto w = parameter<"w">;

void show() {
  training_step<square(w), sgd{}> net;
  net[w][0] = 1;
  for (int i = 0; i < 10; ++i) require(net.step(rate = i < 5 ? 0.2 : 0.05));  // a learning rate that falls
  std::printf("w = %.4f\n", net[w][0]);
}
// [/schedule]
}  // namespace beginning

}  // namespace

int main() {
  std::puts("== activations");
  activations::show();
  std::puts("== losses");
  losses::show();
  std::puts("== race");
  optimisers::show();
  std::puts("== failing");
  failing::show();
  std::puts("== schedule");
  beginning::show();
}
