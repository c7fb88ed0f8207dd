// A leaf with seven axes.
#include <tapeless/expr/parameter.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto f = input<"x", 1, 1, 1, 1, 1, 1>;
#else
constexpr auto f = input<"x", 1, 1, 1, 1, 1, 1, 1>;  // expect: has at most six axes and 2^28 elements
#endif
