// A greyscale image without a channel axis.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 8, 8>;
#ifdef FIXED
constexpr auto y = conv2d<"c", 4, 3>(reshape<1, 8, 8>(x));
#else
constexpr auto y = conv2d<"c", 4, 3>(x);  // expect: conv2d as [channels, height, width]
                                          // expect: reshape x
                                          // expect: tensor<8, 8>
#endif
