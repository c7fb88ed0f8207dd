// Rows of an output are chosen by number.
#include <tapeless/expr/leaves.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/elementary.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/options.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2>;
constexpr auto y = x * x;

int main() {
  float all[6]{}, squares[4]{};
  const int order[]{2, 0};
  program<y> p;
#ifdef FIXED
  (void)p.run(x = at_rows(all, order), y = squares);
}
#else
  (void)p.run(x = all, y = at_rows(squares, order));  // expect: at_rows is for inputs: an output is written sample by
                                                      // expect: sample, bind a range
}
#endif
