// A second gradient with respect to something that was never in the expression, rather than removed from it.
#include <tapeless/calculus/gradient.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/statistics.hpp>

using namespace tapeless;

constexpr auto x = input<"x">;
constexpr auto y = input<"y", 2>;
#ifdef FIXED
constexpr auto z = grad(grad(3_c * x + 1_c, x), x);
#else
constexpr auto z = grad(grad(3_c * x + 1_c, x), y);  // expect: grad(f, x): x is not in the expression f
                                                     // expect: tensor<2>
#endif
