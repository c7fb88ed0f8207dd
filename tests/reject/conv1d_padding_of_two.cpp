// Two numbers for one axis, where before and behind it are meant.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 9>;
#ifdef FIXED
constexpr auto y = conv1d<"c", 4, 3, convolution{.padding = sides{2, 0}}>(x);
#else
constexpr auto y = conv1d<"c", 4, 3, convolution{.padding = {2, 0}}>(x);  // expect: given once for all axes or for each
                                                                          // expect: tensor<2, 9>
#endif
