// A sequence of class indices without elements.
#include <tapeless/expr/parameter.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto f = class_index<"k", 3, 1>;
#else
constexpr auto f = class_index<"k", 3, 0>;  // expect: every extent of an input, parameter, slot, table or iota
#endif
