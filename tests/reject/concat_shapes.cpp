// Operands of concat with shapes that do not fit.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/joining.hpp>
#include <tapeless/ops/shaping.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto b = input<"b", 10, 3>;
constexpr auto c = input<"c", 9, 3>;
#ifdef FIXED
constexpr auto y = concat<1>(a, b);
#else
constexpr auto y = concat<1>(a, c);  // expect: concat<axis>(a, b, ...): the axis must be there
                                     // expect: all other extents equal
                                     // expect: tensor<10, 16>
                                     // expect: tensor<9, 3>
#endif
