// Samples that depend on each other through a slot, shared among threads.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/train/thread_pool.hpp>

using namespace tapeless;

constexpr auto x = input<"x">;
constexpr auto total = slot<"total">;
constexpr auto next = total + x;

int main() {
  float many[16]{};
  thread_pool pool(2);
#ifdef FIXED
  program<next, assign(total, next), threads<2>> p;
  p.run(x = many);
  program<next, threads<2>> q;
  q.run(on(pool), x = many);
}
#else
  program<next, assign(total, next), threads<2>> p;
  p.run(on(pool), x = many);  // expect: slots that the program assigns move on from sample to sample
}
#endif
