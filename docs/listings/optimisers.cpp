// docs/optimisers.md: settings, a learning rate that changes, an optimiser of one's own.
#include <cstdio>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

namespace {

// [settings]
constexpr auto x = parameter<"x", 2>;
constexpr auto loss = sum(square(x) * table<numbers{10, 0.1}, 2>);  // a long valley

using plain = training_step<loss, sgd{0.04}>;
using with_nesterov = training_step<loss, momentum{.learning_rate = 0.04, .nesterov = true}>;
using centred = training_step<loss, rmsprop{.learning_rate = 0.04, .centred = true}>;
using decaying = training_step<loss, adamw{.learning_rate = 0.04, .weight_decay = 0.1}>;
// [/settings]

template <class Training>
int steps_needed() {
  Training walk;
  walk[x][0] = walk[x][1] = 1;
  int steps = 0;
  while (steps < 10000 && require(walk.step()) > 1e-3f) ++steps;
  return steps;
}

// [own]
// w <- w - eta * g * min(1, limit / |g|), where |g| is the norm of this parameter's gradient
struct clipped {
  double learning_rate = 0.01, limit = 1;

  constexpr bool possible() const { return is_rate(learning_rate) && is_epsilon(limit); }
  constexpr void operator()(update& u) const {
    term eta = u.scalar<"learning_rate">(learning_rate);
    term factor = limit / max(norm(u.gradient), limit);
    u.assign(u.parameter, u.parameter - eta * factor * u.gradient);
  }
};

void show() {
  training_step<loss, clipped{0.1}> walk;
  walk[x][0] = walk[x][1] = 3;
  require(walk.step());  // the gradient is (60, 0.6)
  std::printf("moved by %.3f and %.3f\n", 3 - walk[x][0], 3 - walk[x][1]);
}
// [/own]

}  // namespace

int main() {
  std::puts("== settings");
  std::printf("sgd %d, nesterov %d, rmsprop %d, adamw %d steps\n", steps_needed<plain>(), steps_needed<with_nesterov>(),
              steps_needed<centred>(), steps_needed<decaying>());
  std::puts("== own");
  show();
}
