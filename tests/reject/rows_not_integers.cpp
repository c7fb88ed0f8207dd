// Rows that are chosen by numbers that are not whole.
#include <tapeless/expr/leaves.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/elementary.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2>;

int main() {
  float all[6]{};
  program<x * x> p;
#ifdef FIXED
  const int order[]{2, 0};
  (void)p.run(x = at_rows(all, order));
}
#else
  const float order[]{2, 0};
  (void)p.run(x = at_rows(all, order));  // expect: numbers must be a range of integers, the numbers of samples
}
#endif
