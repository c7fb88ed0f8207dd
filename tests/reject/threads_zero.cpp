// Memory for no threads.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 8>;
constexpr auto z = sum(x * parameter<"w", 8>);

int main() {
  float many[16]{};
#ifdef FIXED
  program<z, threads<1>> p;
#else
  program<z, threads<0>> p;  // expect: threads<N>: a call runs on at least one thread
#endif
  p.run(x = many);
}
