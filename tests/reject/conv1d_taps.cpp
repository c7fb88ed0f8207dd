// A kernel that is longer than its input.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 9>;
#ifdef FIXED
constexpr auto y = conv1d<"c", 4, 5, convolution{.dilation = 2}>(x);
#else
constexpr auto y = conv1d<"c", 4, 5, convolution{.dilation = 3}>(x);  // expect: more taps than x, padded, has elements
                                                                      // expect: tensor<2, 9>
#endif
