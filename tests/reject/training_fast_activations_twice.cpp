// A training step with approximations that are asked for twice.
#include <tapeless/nn/dense.hpp>
#include <tapeless/ops/gather.hpp>
#include <tapeless/ops/products.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/optim/adam.hpp>
#include <tapeless/optim/sgd.hpp>
#include <tapeless/program/arguments.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/program/program.hpp>
#include <tapeless/program/training_step.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto y = dot(w, x);
constexpr auto loss = square(y);

int main() {
  const float row[3] = {1, 2, 3};
#ifdef FIXED
  training_step<loss, sgd{}, fast_activations> p;
  (void)p.step(x = row);
}
#else
  training_step<loss, sgd{}, fast_activations, fast_activations> p;  // expect: an option is given twice
  (void)p.step(x = row);
}
#endif
