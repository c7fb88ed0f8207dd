// More elements than can be addressed.
#include <tapeless/expr/parameter.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto f = parameter<"w", 10000, 10000>;
#else
constexpr auto f = parameter<"w", 100000, 100000>;  // expect: has at most six axes and 2^28 elements
#endif
