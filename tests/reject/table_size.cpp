// Three numbers for two by two elements.
#include <tapeless/expr/parameter.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto f = table<numbers{1, 2, 3, 4}, 2, 2>;
#else
constexpr auto f = table<numbers{1, 2, 3}, 2, 2>;  // expect: there are not as many numbers as the extents multiply to
#endif
