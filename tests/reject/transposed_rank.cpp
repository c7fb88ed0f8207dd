// Weights for a line and an image.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 8, 8>;
constexpr auto w = parameter<"w", 2, 5, 3, 3>;
constexpr auto short_one = parameter<"short", 2, 5, 3>;
#ifdef FIXED
constexpr auto y = transposed_convolve(x, w);
#else
constexpr auto y = transposed_convolve(x, short_one);  // expect: transposed_convolve(x, w): the ranks do not fit
                                                       // expect: tensor<2, 5, 3>
#endif
