// A velocity that does not decay.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/products.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/optim/momentum.hpp>
#include <tapeless/program/training_step.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto y = dot(w, x);
constexpr auto loss = square(y);

int main() {
  const float row[3] = {1, 2, 3};
#ifdef FIXED
  training_step<loss, momentum{.mu = 0.9}> p;
  (void)p.step(x = row);
}
#else
  training_step<loss, momentum{.mu = 1.0}> p;  // expect: an argument of the optimiser is out of range
                                               // expect: momentum
  (void)p.step(x = row);
}
#endif
