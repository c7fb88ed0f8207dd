// A range of fixed extent that is not a whole number of samples.
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
  float odd[7]{};
  p.run(x = odd, y = two);  // expect: the extent of a range is not a whole number of samples
                            // expect: tensor<8>
                            // expect: range_shown<float, 7>
}
#endif
