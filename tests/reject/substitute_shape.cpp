// What takes the place of a leaf has another shape.
#include <tapeless/calculus/substitute.hpp>
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/statistics.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto y = input<"y", 4>;
constexpr auto z = input<"z", 3>;
#ifdef FIXED
constexpr auto e = substitute(sum(x), x, z);
#else
constexpr auto e = substitute(sum(x), x, y);  // expect: substitute(e, x, value): value must have the shape of x
#endif
