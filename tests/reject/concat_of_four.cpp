// The fourth operand has another rank.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/joining.hpp>
#include <tapeless/ops/shaping.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2>;
constexpr auto w = parameter<"w", 2>;
constexpr auto v = parameter<"v", 2, 1>;
#ifdef FIXED
constexpr auto f = concat<0>(x, x, x, w);
#else
constexpr auto f =
    concat<0>(x, x, x, v);  // expect: concat<axis>(a, b, ...): the axis must be there, and all other extents equal
#endif
