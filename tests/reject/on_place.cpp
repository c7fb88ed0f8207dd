// An executor that is not the first argument.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/train/thread_pool.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 8>;
constexpr auto z = sum(x * parameter<"w", 8>);

int main() {
  float many[16]{};
  thread_pool pool(2);
  program<z, batch<2>, threads<2>> p;
#ifdef FIXED
  p.run(on(pool), x = many);
}
#else
  p.run(x = many, on(pool));  // expect: an argument is not a binding
                              // expect: on(pool) comes first
}
#endif
