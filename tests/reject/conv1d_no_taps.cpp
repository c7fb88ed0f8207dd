// A convolution without taps.
#include <tapeless/nn/convolution.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 1, 4>;
#ifdef FIXED
constexpr auto f = conv1d<"c", 3, 1>(x);
#else
constexpr auto f = conv1d<"c", 3, 0>(x);  // expect: a convolution has taps, stride, dilation and groups of at least 1
#endif
