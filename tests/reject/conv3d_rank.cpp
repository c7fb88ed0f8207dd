// An image for a volume.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 8, 8>;
constexpr auto v = input<"v", 2, 4, 8, 8>;
#ifdef FIXED
constexpr auto y = conv3d<"c", 4, 3>(v);
#else
constexpr auto y = conv3d<"c", 4, 3>(x);  // expect: conv3d as [channels, depth, height, width]
                                          // expect: tensor<2, 8, 8>
#endif
