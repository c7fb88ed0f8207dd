// Three channels in two groups.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3, 8, 8>;
#ifdef FIXED
constexpr auto y = conv2d<"c", 6, 3, convolution{.groups = 3}>(x);
#else
constexpr auto y = conv2d<"c", 6, 3, convolution{.groups = 2}>(x);  // expect: its groups divide the channels of x and the filters
                                                                    // expect: tensor<3, 8, 8>
#endif
