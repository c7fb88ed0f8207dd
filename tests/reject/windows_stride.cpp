// Windows with a stride of 0.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 9>;
#ifdef FIXED
constexpr auto y = windows<1, 3, 1>(x);
#else
constexpr auto y = windows<1, 3, 0>(x);  // expect: windows<axis, size, stride, dilation>(x)
                                         // expect: size, stride and dilation are at least 1
                                         // expect: tensor<2, 9>
#endif
