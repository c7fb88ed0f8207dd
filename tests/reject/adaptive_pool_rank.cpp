// A line for an image.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = adaptive_avg_pool1d<2>(x);
#else
constexpr auto y = adaptive_avg_pool2d<2>(x);  // expect: adaptive pooling takes x as [.., length] or [.., height, width]
                                               // expect: tensor<8>
#endif
