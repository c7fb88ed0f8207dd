// A run-time scalar with two initial values.
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
  program<y * scalar<"r", 1.0>, y + scalar<"r", 1.0>> p;
  p.run(x = row);
}
#else
  program<y * scalar<"r", 1.0>, y + scalar<"r", 2.0>> p;  // expect: one name has two initial values
  p.run(x = row);
}
#endif
