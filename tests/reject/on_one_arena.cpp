// A call on several threads, of a program with memory for one.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/optim/sgd.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/program/training_step.hpp>
#include <tapeless/train/thread_pool.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 8>;
constexpr auto loss = sum(square(x - parameter<"w", 8>));

int main() {
  float many[16]{};
  thread_pool pool(2);
#ifdef FIXED
  training_step<loss, sgd{}, batch<2>, threads<2>> net;
  (void)net.step(on(pool), x = many);
}
#else
  training_step<loss, sgd{}, batch<2>> net;
  (void)net.step(on(pool), x = many);  // expect: the program has memory for one thread: give it the option threads<N>
}
#endif
