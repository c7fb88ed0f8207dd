// A slot without elements.
#include <tapeless/expr/parameter.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto f = slot<"s", 1>;
#else
constexpr auto f = slot<"s", 0>;  // expect: every extent of an input, parameter, slot, table or iota
#endif
