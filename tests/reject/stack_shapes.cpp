// Operands of stack with different shapes.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/joining.hpp>
#include <tapeless/ops/shaping.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = stack<0>(x, x, x);
#else
constexpr auto y = stack<0>(x, x, input<"y", 7>);  // expect: stack<axis>(a, b, ...): all shapes must be equal
                                                   // expect: tensor<8>
                                                   // expect: tensor<7>
#endif
