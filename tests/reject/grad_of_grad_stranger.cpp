// A gradient of a gradient by something that was in neither: by what dropped out on the way it would be 0.
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
