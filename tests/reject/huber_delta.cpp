// A negative threshold.
#include <tapeless/nn/losses.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
constexpr auto y = input<"y", 4>;
#ifdef FIXED
constexpr auto f = huber<1.0>(z, y);
#else
constexpr auto f = huber<-1.0>(z, y);  // expect: huber<d>(z, y): d
                                       // expect: positive and finite
#endif
