// A loss that is not a scalar for each sample.
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

int main() {
  float many[16]{};
#ifdef FIXED
  training_step<mean(square(w - x)), sgd{}> net;
  float l = net.step(x = many);
  return l > 0;
}
#else
  training_step<square(w - x), sgd{}> net;  // expect: the loss is not a scalar for each sample
                                            // expect: take mean(loss) or sum(loss)
                                            // expect: tensor<8>
  float l = net.step(x = many);
  return l > 0;
}
#endif
