// A vector width other than 1.
#include <tapeless/program/options.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto f = lanes<1>;
#else
constexpr auto f = lanes<4>;  // expect: only lanes<1> is there
#endif
