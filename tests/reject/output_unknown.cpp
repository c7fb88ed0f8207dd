// A result that the program does not compute.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 8>;
constexpr auto y = input<"y", 2>;
constexpr auto z = sum(x * parameter<"w", 8>) - y;

int main() {
  float many[16]{}, two[4]{};
  double wide[16]{};
  program<z> p;
  (void)many, (void)two, (void)wide;
#ifdef FIXED
  return static_cast<int>(p[z].size());
}
#else
  return static_cast<int>(p[x].size());  // expect: program[expression]: the program has no such output
                                         // expect: tensor<8>
}
#endif
