// A border that mirrors more elements than there are.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 3, 8>;
constexpr convolution wide{.padding = sides{2, 2}, .border = border::reflect};
constexpr convolution far{.padding = {3, 1}, .border = border::reflect};
#ifdef FIXED
constexpr auto y = conv2d<"c", 4, 3, wide>(x);
#else
constexpr auto y = conv2d<"c", 4, 3, far>(x);  // expect: a border with too few elements to copy
                                               // expect: tensor<2, 3, 8>
#endif
