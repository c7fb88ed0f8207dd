// An image of two channels and weights for three.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 8, 6>;
constexpr auto two = parameter<"two", 2, 3, 3, 4>;
constexpr auto three = parameter<"three", 3, 3, 3, 4>;
#ifdef FIXED
constexpr auto y = convolve(x, two);
#else
constexpr auto y = convolve(x, three);  // expect: convolve(x, w): the channels differ
                                        // expect: [channels / groups, taps.., filters]
                                        // expect: tensor<2, 8, 6>
                                        // expect: tensor<3, 3, 3, 4>
#endif
