// A negative stride.
#include <tapeless/nn/pooling.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 1, 4>;
#ifdef FIXED
constexpr auto f = avg_pool1d<2, pooling{.stride = 1}>(x);
#else
constexpr auto f =
    avg_pool1d<2, pooling{.stride = -1}>(x);  // expect: pooling has windows, strides and dilations of at least 1
#endif
