// Weights for an image, applied to a one-dimensional input.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 9>;
constexpr auto tall = parameter<"tall", 2, 3, 3, 4>;
constexpr auto low = parameter<"low", 2, 3, 4>;
#ifdef FIXED
constexpr auto y = convolve(x, low);
#else
constexpr auto y = convolve(x, tall);  // expect: convolve(x, w): the ranks do not fit
                                       // expect: w has one axis more
                                       // expect: tensor<2, 9>
                                       // expect: tensor<2, 3, 3, 4>
#endif
