// A negative limit.
#include <tapeless/nn/thresholds.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
#ifdef FIXED
constexpr auto f = soft_shrink<0.5>(z);
#else
constexpr auto f = soft_shrink<-0.5>(z);  // expect: soft_shrink<l>(x): l is finite and not negative
#endif
