// Parameters of two shapes with the same name in a loss.
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

constexpr auto fixed = sum(w * x) + parameter<"v">;
constexpr auto wrong = sum(w * x) + parameter<"w">;

int main() {
  float many[16]{};
#ifdef FIXED
  training_step<square(fixed), sgd{}> net;
  (void)net.step(x = many);
}
#else
  training_step<square(wrong), sgd{}> net;  // expect: one name stands for leaves of two shapes in one program
                                            // expect: tensor<8>
                                            // expect: tensor<>
  (void)net.step(x = many);
}
#endif
