// The gradient of something that is not a scalar.
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
constexpr auto y = grad(square(x), x);  // expect: grad(f, x): f is not a scalar
                                        // expect: take sum(f) or mean(f)
                                        // expect: tensor<8>
constexpr auto z = hessian(y, x) + 1_c;
#endif
