// A parameter is read with a shape that differs from the program's.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/products.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto y = dot(parameter<"w", 3>, x);

int main() {
  program<y> p;
#ifdef FIXED
  return static_cast<int>(p[parameter<"w", 3>].size());
}
#else
  return static_cast<int>(
      p[parameter<"w", 7, 9>].size());  // expect: has no such output, parameter, slot or run-time scalar
                                        // expect: tensor<7, 9>
}
#endif
