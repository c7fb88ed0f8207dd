// The model and the optimiser have a run-time scalar of the same name with different initial values.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/optim/sgd.hpp>
#include <tapeless/program/training_step.hpp>

using namespace tapeless;

constexpr auto w = parameter<"w">;
constexpr auto loss = square(w * scalar<"learning_rate", 2.0>);

int main() {
#ifdef FIXED
  training_step<loss, sgd{2.0}> net;
  (void)net.step();
}
#else
  training_step<loss, sgd{0.1}> net;  // expect: has the name of another one with another initial value
  (void)net.step();
}
#endif
