// A parameter is read with a shape that differs from the model's.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/products.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/optim/sgd.hpp>
#include <tapeless/program/training_step.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto loss = square(dot(parameter<"w", 3>, x));

int main() {
  training_step<loss, sgd{}> net;
#ifdef FIXED
  net[parameter<"w">(loss)][0] = 1;
}
#else
  net[parameter<"w">][0] = 1;  // expect: has no such parameter, slot or run-time scalar of this
}
#endif
