// An axis that is not there.
#include <tapeless/ops/repetition.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
#ifdef FIXED
constexpr auto f = repeat_interleave<0, 2>(z);
#else
constexpr auto f = repeat_interleave<1, 2>(z);  // expect: repeat_interleave<axis, count>(x): axis out of range
                                                // expect: tensor<4>
#endif
