// A plain number next to an expression.
#include <tapeless/expr/mistake.hpp>
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/arithmetic.hpp>
#include <tapeless/ops/define.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = 2_c * x;
#else
constexpr auto y = 2 * x;  // expect: write 2_c * x instead of 2 * x
#endif
