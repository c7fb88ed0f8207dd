// The fourth operand has another shape.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/joining.hpp>
#include <tapeless/ops/shaping.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2>;
constexpr auto w = parameter<"w", 2>;
constexpr auto v = parameter<"v", 2, 1>;
#ifdef FIXED
constexpr auto f = stack<0>(x, x, x, w, w);
#else
constexpr auto f = stack<0>(x, x, x, v, w);  // expect: stack<axis>(a, b, ...): all shapes must be equal
#endif
