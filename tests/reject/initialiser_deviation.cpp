// A standard deviation of 0.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/nn/initialisers.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto w = parameter<"w", 4>.with<truncated_normal<0.5>>();
#else
constexpr auto w = parameter<"w", 4>.with<truncated_normal<0.0>>();  // expect: standard deviation is positive
#endif
