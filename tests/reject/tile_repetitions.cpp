// No copies at all.
#include <tapeless/ops/repetition.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
#ifdef FIXED
constexpr auto f = tile<2, 1>(z);
#else
constexpr auto f = tile<2, 0>(z);  // expect: tile<repetitions...>(x): a repetition is at least 1
                                   // expect: tensor<4>
#endif
