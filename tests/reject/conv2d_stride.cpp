// A layer with a stride of 0.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 8, 6>;
#ifdef FIXED
constexpr auto y = conv2d<"c", 4, 3, convolution{.stride = 2}>(x);
#else
constexpr auto y = conv2d<"c", 4, 3, convolution{.stride = 0}>(x);  // expect: a convolution has taps, stride, dilation and groups of at least 1
                                                                    // expect: tensor<2, 8, 6>
#endif
