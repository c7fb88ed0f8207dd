// A pooling window that is wider than the image.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 8, 6>;
#ifdef FIXED
constexpr auto y = max_pool2d<spatial{8, 6}>(x);
#else
constexpr auto y = max_pool2d<8>(x);  // expect: at least one whole window along each
                                      // expect: take smaller windows or pad
                                      // expect: tensor<2, 8, 6>
#endif
