// A direction whose shape differs from the variable's.
#include <tapeless/calculus/gradient.hpp>
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/reduction.hpp>
#include <tapeless/ops/statistics.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = jvp(square(x), x, x);
#else
constexpr auto y = jvp(square(x), x, a);  // expect: jvp(f, x, v): v must have the shape of x
                                          // expect: tensor<8>
                                          // expect: tensor<10, 16>
#endif
