// An output that simplifies to an input is bound together with that input: both bindings name the same leaf.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/shaping.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 6>;
constexpr auto same = broadcast<2, 6>(x);

int main() {
  float given[12]{}, copy[12]{};
  program<same> p;
  (void)given, (void)copy;
#ifdef FIXED
  p.run(x = given);
  return p[same][0] != 0;
}
#else
  p.run(x = given, same = copy);  // expect: an output that simplifies to an input is that input: read it as program[output]
}
#endif
