// A convolution with a stride of 0.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 8, 6>;
constexpr auto w = parameter<"w", 2, 3, 3, 4>;
constexpr convolution moving{.stride = 2}, standing{.stride = 0};
#ifdef FIXED
constexpr auto y = convolve<moving>(x, w);
#else
constexpr auto y = convolve<standing>(x, w);  // expect: convolve(x, w): stride, dilation and groups are at least 1, padding at least 0
                                              // expect: tensor<2, 8, 6>
#endif
