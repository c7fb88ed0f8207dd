// Five filters in two groups.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 8, 6>;
constexpr auto five = parameter<"five", 1, 3, 3, 5>;
constexpr auto six = parameter<"six", 1, 3, 3, 6>;
constexpr convolution grouped{.groups = 2};
#ifdef FIXED
constexpr auto y = convolve<grouped>(x, six);
#else
constexpr auto y = convolve<grouped>(x, five);  // expect: convolve(x, w): the channels differ
                                                // expect: the groups divide the filters
                                                // expect: tensor<2, 8, 6>
                                                // expect: tensor<1, 3, 3, 5>
#endif
