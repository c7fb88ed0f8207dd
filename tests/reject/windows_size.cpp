// Windows longer than their axis: 4 elements, each 3 apart, span 10.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 9>;
#ifdef FIXED
constexpr auto y = windows<1, 4, 1, 2>(x);
#else
constexpr auto y = windows<1, 4, 1, 3>(x);  // expect: windows<axis, size, stride, dilation>(x)
                                            // expect: the axis is shorter than one window
                                            // expect: pad x or take smaller windows
                                            // expect: tensor<2, 9>
#endif
