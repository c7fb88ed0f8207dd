// A plain number as an operand of a function.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/comparison.hpp>
#include <tapeless/ops/define.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = maximum(x, 0_c);
#else
constexpr auto y = maximum(x, 0.0);  // expect: a number beside an expression has to be part of its type
                                     // expect: write 2_c instead of 2
#endif
