// Three operands that do not broadcast.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/comparison.hpp>
#include <tapeless/ops/define.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = where(a, a, 0_c);
#else
constexpr auto y = where(a, a, x);  // expect: do not broadcast
                                    // expect: where_op
                                    // expect: tensor<10, 16>
                                    // expect: tensor<8>
#endif
