// Four heads for a width of 6.
#include <tapeless/nn/attention.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 5, 6>;
#ifdef FIXED
constexpr auto y = self_attention<"a", attention{3}>(x);
#else
constexpr auto y = self_attention<"a", attention{4}>(x);  // expect: the heads must divide the width, the last axis of x
                                                          // expect: tensor<5, 6>
#endif
