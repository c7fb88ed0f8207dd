// Parameters copied from a program where one has another shape.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/optim/sgd.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/program/program.hpp>
#include <tapeless/program/training_step.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 8>;
constexpr auto w = parameter<"w", 8>;

constexpr auto other = sum(x * parameter<"w">);

int main() {
  float many[16]{};
  training_step<sum(w * x), sgd{}> net;
#ifdef FIXED
  program<sum(w * x)> p{net.parameters()};
  p.run(x = many);
}
#else
  program<other> p{net.parameters()};  // expect: a parameter has another shape
                                       // expect: tensor<>
                                       // expect: tensor<8>
  p.run(x = many);
}
#endif
