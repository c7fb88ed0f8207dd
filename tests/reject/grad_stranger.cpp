// A gradient with respect to something that is not in the expression.
#include <tapeless/calculus/gradient.hpp>
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/reduction.hpp>
#include <tapeless/ops/statistics.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = grad(sum(square(x)), x);
#else
constexpr auto y = grad(sum(square(x)), a);  // expect: grad(f, x): x is not in the expression f
                                             // expect: tensor<10, 16>
#endif
