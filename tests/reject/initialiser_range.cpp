// An empty interval.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/nn/initialisers.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto w = parameter<"w", 4>.with<uniform<-0.5, 0.5>>();
#else
constexpr auto w = parameter<"w", 4>.with<uniform<0.5, -0.5>>();  // expect: uniform<low, high>: low is less than high
#endif
