// A first step that is larger than the largest one.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/products.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/optim/rprop.hpp>
#include <tapeless/program/training_step.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto y = dot(w, x);
constexpr auto loss = square(y);

int main() {
  const float row[3] = {1, 2, 3};
#ifdef FIXED
  training_step<loss, rprop{.initial_step = 0.1}> p;
  (void)p.step(x = row);
}
#else
  training_step<loss, rprop{.initial_step = 100}> p;  // expect: an argument of the optimiser is out of range
                                                      // expect: rprop
  (void)p.step(x = row);
}
#endif
