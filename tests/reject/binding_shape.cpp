// An input is bound with a shape that differs from the program's.
#include <tapeless/ops/statistics.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto other = input<"x", 6>;

int main() {
  const float row[6]{};
  program<sum(x)> p;
#ifdef FIXED
  p.run(x = row);
}
#else
  p.run(other = row);  // expect: a binding names a leaf of the program in another shape
                       // expect: tensor<6>
}
#endif
