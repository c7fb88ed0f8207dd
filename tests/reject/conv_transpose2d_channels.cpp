// Groups that do not divide the channels.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3, 8, 8>;
constexpr transposed_convolution three{.groups = 3};
constexpr transposed_convolution two{.groups = 2};
#ifdef FIXED
constexpr auto y = conv_transpose2d<"c", 6, 3, three>(x);
#else
constexpr auto y = conv_transpose2d<"c", 6, 3, two>(x);  // expect: a transposed convolution has the wrong number of axes or channels
                                                         // expect: tensor<3, 8, 8>
#endif
