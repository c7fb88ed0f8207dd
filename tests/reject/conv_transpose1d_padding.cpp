// Padding that takes away all elements.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3, 1>;
constexpr transposed_convolution much{.padding = 1};
#ifdef FIXED
constexpr auto y = conv_transpose1d<"c", 6, 3, much>(x);
#else
constexpr auto y = conv_transpose1d<"c", 6, 2, much>(x);  // expect: takes away all elements: pad less
                                                          // expect: tensor<3, 1>
#endif
