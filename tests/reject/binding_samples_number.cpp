// One number beside a range of several samples.
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 8>;
constexpr auto y = input<"y">;

int main() {
  float many[16]{}, two[2]{};
  program<sum(x) - y> p;
  (void)two;
#ifdef FIXED
  p.run(x = many, y = two);
#else
  p.run(x = many, y = 1);  // expect: numbers and ranges of fixed extent hold different numbers of samples
#endif
}
