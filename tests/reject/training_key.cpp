// A value that a training step does not contain.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/optim/sgd.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/program/training_step.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 8>;
constexpr auto w = parameter<"w", 8>;

int main() {
  training_step<sum(square(w - x)), sgd{}> net;
#ifdef FIXED
  std::span<float, 8> weights = net[w];
#else
  std::span<float, 8> weights = net[x];  // expect: the training step has no such parameter, slot or run-time
                                         // expect: tensor<8>
#endif
  return weights[0] > 0;
}
