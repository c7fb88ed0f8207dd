// Causal padding along two axes.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 8, 8>;
#ifdef FIXED
constexpr auto y = conv2d<"c", 4, 3, convolution{.padding = {{2, 0}, {1, 1}}}>(x);
#else
constexpr auto y = conv2d<"c", 4, 3, convolution{.padding = padding::causal}>(x);  // expect: causal padding along one axis only
                                                                                   // expect: tensor<2, 8, 8>
#endif
