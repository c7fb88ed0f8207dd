// A window without elements.
#include <tapeless/nn/pooling.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 1, 4>;
#ifdef FIXED
constexpr auto f = avg_pool1d<2>(x);
#else
constexpr auto f = avg_pool1d<0>(x);  // expect: pooling has windows, strides and dilations of at least 1
#endif
