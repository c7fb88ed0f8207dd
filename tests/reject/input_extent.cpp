// An extent of 0.
#include <tapeless/expr/parameter.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto f = input<"x", 2>;
#else
constexpr auto f = input<"x", 0>;  // expect: every extent of an input, parameter, slot, table or iota
#endif
