// A tile without samples.
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
  program<z, batch<1>> q;
  q.run(x = many, y = two);
}
#else
  program<z, batch<0>> q;  // expect: batch<N>: a tile holds at least one sample
  q.run(x = many, y = two);
}
#endif
