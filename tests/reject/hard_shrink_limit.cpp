// A negative limit.
#include <tapeless/nn/thresholds.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
#ifdef FIXED
constexpr auto f = hard_shrink<0.5>(z);
#else
constexpr auto f = hard_shrink<-0.5>(z);  // expect: hard_shrink<l>(x): l is finite and not negative
#endif
