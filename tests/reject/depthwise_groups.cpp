// Groups of a layer in which each channel is one.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 4, 8, 8>;
#ifdef FIXED
constexpr auto y = depthwise_conv2d<"d", 3>(x);
#else
constexpr auto y = depthwise_conv2d<"d", 3, convolution{.groups = 2}>(x);  // expect: no groups of its own: each channel is one
                                                                           // expect: tensor<4, 8, 8>
#endif
