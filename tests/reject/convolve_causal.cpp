// Causal padding along two axes.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 8, 8>;
constexpr auto w = parameter<"w", 2, 3, 3, 4>;
constexpr convolution late{.padding = padding::causal};
#ifdef FIXED
constexpr auto y = convolve(x, w);
#else
constexpr auto y = convolve<late>(x, w);  // expect: causal padding is for one spatial axis
                                          // expect: tensor<2, 8, 8>
#endif
