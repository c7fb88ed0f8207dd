// An integer element type.
#include <tapeless/program/options.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto f = in<double>;
#else
constexpr auto f = in<int>;  // expect: a program computes in float or in double
                             // expect: int
#endif
