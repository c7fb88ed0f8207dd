// An iota without elements.
#include <tapeless/expr/parameter.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto f = iota<1>;
#else
constexpr auto f = iota<0>;  // expect: every extent of an input, parameter, slot, table or iota
#endif
