// A range whose element type differs from the program's.
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
  p.run(x = many, y = two);
}
#else
  p.run(x = wide, y = two);  // expect: the element type of a range is not the program's
                             // expect: range_shown<double, 16>
                             // expect: float
}
#endif
