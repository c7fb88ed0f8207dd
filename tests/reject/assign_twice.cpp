// Two different assignments to one slot.
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
constexpr auto s = slot<"s", 3>;
constexpr auto next = s + x;

int main() {
  const float row[3] = {1, 2, 3};
#ifdef FIXED
  program<next, assign(s, next)> p;
  p.run(x = row);
}
#else
  program<next, assign(s, next), assign(s, x)> p;  // expect: two assignments of one slot
  p.run(x = row);
}
#endif
