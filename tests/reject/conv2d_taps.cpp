// A kernel that is taller than the image.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 8, 6>;
#ifdef FIXED
constexpr auto y = conv2d<"c", 4, spatial{9, 3}, convolution{.padding = 1}>(x);
#else
constexpr auto y = conv2d<"c", 4, spatial{9, 3}>(x);  // expect: more taps than x, padded, has elements
                                                      // expect: pad more or take fewer taps
                                                      // expect: tensor<2, 8, 6>
#endif
