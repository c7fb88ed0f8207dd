// What is to be replaced is not in the expression.
#include <tapeless/calculus/substitute.hpp>
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/statistics.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto y = input<"y", 3>;
#ifdef FIXED
constexpr auto e = substitute(sum(x), x, y);
#else
constexpr auto e = substitute(sum(x), y, x);  // expect: substitute(e, x, value): x is not in the expression e
#endif
