// A one-dimensional input without channels.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 9>;
#ifdef FIXED
constexpr auto y = conv1d<"c", 4, 3>(reshape<1, 9>(x));
#else
constexpr auto y = conv1d<"c", 4, 3>(x);  // expect: conv1d takes x as [channels, length]
                                          // expect: reshape x
                                          // expect: tensor<9>
#endif
