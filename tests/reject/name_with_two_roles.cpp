// A parameter with the name of an input.
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
constexpr auto other = parameter<"x", 3>;
constexpr auto apart = parameter<"v", 3>;

int main() {
  const float row[3] = {1, 2, 3};
#ifdef FIXED
  program<y, dot(apart, x)> p;
  p.run(x = row);
}
#else
  program<y, dot(other, x)> p;  // expect: one name stands for leaves of two roles in one program
                                // expect: role::parameter
  p.run(x = row);
}
#endif
