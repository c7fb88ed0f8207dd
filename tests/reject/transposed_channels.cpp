// Weights whose channels are not those of the image.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 8, 8>;
constexpr auto w = parameter<"w", 2, 5, 3, 3>;
constexpr auto turned = parameter<"turned", 5, 2, 3, 3>;
#ifdef FIXED
constexpr auto y = transposed_convolve(x, w);
#else
constexpr auto y = transposed_convolve(x, turned);  // expect: transposed_convolve(x, w): the channels differ
                                                    // expect: tensor<2, 8, 8>
                                                    // expect: tensor<5, 2, 3, 3>
#endif
