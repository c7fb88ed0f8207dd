// Windows along an axis that does not exist.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 9>;
#ifdef FIXED
constexpr auto y = windows<1, 3>(x);
#else
constexpr auto y = windows<2, 3>(x);  // expect: windows<axis, size, stride, dilation>(x)
                                      // expect: axis out of range
                                      // expect: tensor<2, 9>
#endif
