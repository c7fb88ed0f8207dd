// Operands of || that do not broadcast.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/logical.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = a || a;
#else
constexpr auto y = a || x;  // expect: a || b: the shapes do not broadcast
                            // expect: tensor<10, 16>
                            // expect: tensor<8>
#endif
