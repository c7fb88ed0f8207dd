// docs/training.md: optimisers made of parts, modes, state, random numbers, steps in two halves.
#include <cstdio>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

namespace {

constexpr auto x = input<"x", 2>;
constexpr auto inside = input<"inside", 1>;

std::vector<float> points, targets;  // points of a square, and whether they lie in a circle
void make_data() {
  for (int i = 0; i < 400; ++i) {
    const int at = i * 147 % 400;  // mixed, so that each tile sees all of the square
    const float a = static_cast<float>(at % 20) / 10 - 1, b = static_cast<float>(at / 20) / 10 - 1;
    points.insert(points.end(), {a, b});
    targets.push_back(a * a + b * b < 0.5f ? 1.0f : 0.0f);
  }
}

namespace modes {
// [modes]
constexpr auto hidden = relu(batch_norm<"norm">(dense<"first", 32>(x)));
constexpr auto logit = dense<"out", 1>(dropout<"drop", 0.1>(hidden));
constexpr auto loss = binary_cross_entropy(logit, inside);

using trainer = training_step<loss, adam{0.01}, batch<80>>;  // batch statistics, random masks
using model = program<logit, batch<80>>;                     // running statistics, no masks
using doubtful = program<logit, batch<80>, training_mode>;   // as in training: Monte Carlo dropout
// [/modes]

void show() {
  trainer net{seed{1}};
  for (int epoch = 0; epoch < 400; ++epoch) (void)net.step(x = points, inside = targets);
  model infer{net.parameters()};  // takes the running statistics as well
  std::vector<float> logits(targets.size());
  require(infer.run(x = points, logit = logits));
  int right = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) right += (logits[i] > 0) == (targets[i] > 0.5f);
  std::printf("%s\n", right > 380 ? "more than 95 % right" : "too few are right");
}
}  // namespace modes

namespace parts {
constexpr auto hidden = tanh(dense<"first", 16>(x));
constexpr auto logit = dense<"out", 1>(hidden);
constexpr auto loss = binary_cross_entropy(logit, inside);
// [parts]
constexpr auto optimiser = chain(clip_by_global_norm{1},                   // of all gradients together
                                 for_role<role::weight>(l2_decay{1e-4}),   // not of biases
                                 for_name<"first.*">(clip_by_value{0.1}),  // one layer only
                                 adam{0.01},                               // the rule
                                 averaging{0.95});                         // of the new weights
using trainer = training_step<loss, optimiser, batch<80>>;

// Only the last layer is trained: the others have no gradient, no kernel and no state.
using tuner = training_step<loss, chain(for_name<"first.*">(frozen{}), sgd{0.5}), batch<80>>;
// [/parts]
// [own]
// The sign of the gradient alone, as a transform; and a rule of one's own, gradient descent with it.
struct take_sign {
  static constexpr optimiser_part part = optimiser_part::gradients;
  constexpr void operator()(update& u) const { u.gradient = sign(u.gradient); }
};
struct descent {
  double learning_rate = 0.01;
  constexpr void operator()(update& u) const {
    u.assign(u.parameter, u.parameter - u.scalar<"learning_rate">(learning_rate) * u.gradient);
  }
};
using by_sign = training_step<loss, chain(take_sign{}, descent{0.001}), batch<80>>;
// [/own]

void show() {
  trainer net{seed{1}};
  float l = 0;
  for (int epoch = 0; epoch < 100; ++epoch) l = net.step(x = points, inside = targets);
  program<logit> infer{net.averaged()};
  by_sign other{seed{1}};
  const float first = other.step(x = points, inside = targets);
  std::printf("%s\n", l < first && infer.run(x = std::span(points).first(2)).ok() ? "trained" : "not trained");
  std::printf("%ld parameters, kernels: %d with all layers trained, %d with one\n", trainer::report.parameters,
              training_step<loss, sgd{0.5}, batch<80>>::report.kernels, tuner::report.kernels);
}
}  // namespace parts

namespace halves {
constexpr auto logit = dense<"out", 1>(tanh(dense<"first", 16>(x)));
constexpr auto loss = binary_cross_entropy(logit, inside);
// [halves]
constexpr auto right = mean(equal(0_c < logit, 0.5_c < inside));
using trainer = training_step<loss, adam{0.05}, batch<80>, also<right>>;

void train(trainer& net) {
  for (int epoch = 0; epoch < 100; ++epoch) {
    const float l = net.gradients(x = points, inside = targets);  // the loss, and everything behind totals()
    if (epoch % 33 == 0)
      std::printf("loss %.2f, accuracy %.2f, gradient %.2f\n", l, net[right][0], net.gradient_norm());
    // Here several machines would add up net.totals(), a std::span<float>.
    require(net.apply());  // updates by what stands there now
  }
}
// [/halves]
void show() {
  trainer net{seed{1}};
  train(net);
}
}  // namespace halves

namespace state {
using halves::loss;
// [state]
using trainer = training_step<loss, adam{}, batch<80>>;

void show_state(const trainer& net) {
  net.for_each_state([](const state_leaf& leaf, auto values) {
    std::printf("%s%s%s: %zu\n", leaf.owner, *leaf.owner ? " " : "", leaf.name, values.size());
  });
}
// [/state]
void show() { show_state(trainer{seed{1}}); }
}  // namespace state

}  // namespace

int main() {
  make_data();
  std::puts("== modes");
  modes::show();
  std::puts("== parts");
  parts::show();
  std::puts("== halves");
  halves::show();
  std::puts("== state");
  state::show();
}
