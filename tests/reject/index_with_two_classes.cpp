// One class index with 3 and with 10 classes.
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
constexpr auto few = one_hot<10>(class_index<"k", 3>);
constexpr auto many = one_hot<10>(class_index<"k", 10>);

int main() {
  const float row[3] = {1, 2, 3};
#ifdef FIXED
  program<few, sum(x)> p;
  p.run(x = row, class_index<"k", 3> = 2);
}
#else
  program<few, many, sum(x)> p;  // expect: one class_index has two numbers of classes
  p.run(x = row, class_index<"k", 3> = 2);
}
#endif
