// Causal padding of a transposed convolution.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3, 8, 8>;
constexpr transposed_convolution late{.padding = padding::causal};
#ifdef FIXED
constexpr auto y = conv_transpose2d<"c", 6, 3>(x);
#else
constexpr auto y = conv_transpose2d<"c", 6, 3, late>(x);  // expect: a padding of at least 0 that is not causal
                                                          // expect: tensor<3, 8, 8>
#endif
