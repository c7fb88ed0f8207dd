// An assigned value has a parameter with the name of a slot.
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
constexpr auto t = slot<"t", 3>;
constexpr auto other = t * parameter<"s", 3>;
constexpr auto apart = t * parameter<"r", 3>;

int main() {
  const float row[3] = {1, 2, 3};
#ifdef FIXED
  program<next, assign(t, apart)> p;
  p.run(x = row);
}
#else
  program<next, assign(t, other)> p;  // expect: one name stands for leaves of two roles in one program
  p.run(x = row);
}
#endif
