// A parameter without elements.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/nn/initialisers.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto f = parameter<"w", 1>.with<ones>();
#else
constexpr auto f = parameter<"w", 0>.with<ones>();  // expect: every extent of an input, parameter, slot, table or iota
#endif
