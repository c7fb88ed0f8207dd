// A window whose elements are all outside x, on both sides.
#include <tapeless/nn/pooling.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 1, 4>;
#ifdef FIXED
constexpr auto f = max_pool1d<2, pooling{.stride = 1, .padding = 1, .dilation = 2}>(x);
#else
constexpr auto f =
    max_pool1d<2, pooling{.stride = 1, .padding = 1, .dilation = 5}>(x);  // expect: a window lies in the padding alone
#endif
