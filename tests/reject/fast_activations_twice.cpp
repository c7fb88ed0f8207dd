// Approximations that are asked for twice.
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

int main() {
  const float row[3] = {1, 2, 3};
#ifdef FIXED
  program<y, fast_activations> p;
  p.run(x = row);
}
#else
  program<y, fast_activations, fast_activations> p;  // expect: an option is given twice
                                                     // expect: fast_activations_t
  p.run(x = row);
}
#endif
