// A negative extent.
#include <tapeless/expr/parameter.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto f = input<"x", 2, 3>;
#else
constexpr auto f = input<"x", 2, -3>;  // expect: every extent of an input, parameter, slot, table or iota
                                       // expect: -3
#endif
