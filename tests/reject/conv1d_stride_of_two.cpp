// Two numbers for one axis: the second would do nothing.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 9>;
#ifdef FIXED
constexpr auto y = conv1d<"c", 4, 3, convolution{.stride = 2}>(x);
#else
constexpr auto y = conv1d<"c", 4, 3, convolution{.stride = {1, 2}}>(x);  // expect: each given once for all axes or for each
                                                                         // expect: tensor<2, 9>
#endif
