// Consequences of a mistake cause no further messages.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/arithmetic.hpp>
#include <tapeless/ops/comparison.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/elementary.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = a * input<"y", 16>;
#else
constexpr auto y = a * x;  // expect: a * b: the shapes do not broadcast
constexpr auto z = tanh(maximum(y + y, y) - 1_c) / x;
#endif
