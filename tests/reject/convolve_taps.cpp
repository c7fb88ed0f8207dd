// More taps than pixels.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 8, 6>;
constexpr auto wide = parameter<"wide", 2, 3, 7, 4>;
#ifdef FIXED
constexpr auto y = convolve<convolution{.padding = 1}>(x, wide);
#else
constexpr auto y = convolve(x, wide);  // expect: convolve(x, w): w has more taps than x, padded, has elements
                                       // expect: pad more or take fewer taps
                                       // expect: tensor<2, 8, 6>
                                       // expect: tensor<2, 3, 7, 4>
#endif
