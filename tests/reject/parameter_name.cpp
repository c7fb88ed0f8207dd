// A parameter name that does not occur in the expression.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/arithmetic.hpp>
#include <tapeless/ops/define.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
constexpr auto f = parameter<"hidden.weight", 8> * x;
#ifdef FIXED
constexpr auto w = parameter<"hidden.weight">(f);
#else
constexpr auto w = parameter<"hidden.wieght">(f);  // expect: the expression has no parameter of this name
#endif
