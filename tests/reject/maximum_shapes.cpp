// Operands of a named function that do not broadcast.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/comparison.hpp>
#include <tapeless/ops/define.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = maximum(a, input<"y", 16>);
#else
constexpr auto y = maximum(a, x);  // expect: do not broadcast
                                   // expect: maximum_op
                                   // expect: tensor<10, 16>
                                   // expect: tensor<8>
#endif
