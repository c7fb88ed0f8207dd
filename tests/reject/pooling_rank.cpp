// Two-dimensional average pooling of a value with one axis.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 9>;
#ifdef FIXED
constexpr auto y = avg_pool1d<2>(x);
#else
constexpr auto y = avg_pool2d<2>(x);  // expect: pooling needs x as [.., length], [.., height, width]
                                      // expect: tensor<9>
#endif
