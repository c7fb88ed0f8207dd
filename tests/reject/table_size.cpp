// Three numbers for two by two elements.
#include <tapeless/expr/parameter.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto f = table<numbers{1, 2, 3, 4}, 2, 2>;
#else
constexpr auto f = table<numbers{1, 2, 3}, 2, 2>;  // expect: the number of values is not the product of the extents
#endif
