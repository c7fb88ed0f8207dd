// A class index with no classes.
#include <tapeless/expr/parameter.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto f = class_index<"k", 1>;
#else
constexpr auto f = class_index<"k", 0>;  // expect: the number of classes of a class_index, is at least 1
#endif
