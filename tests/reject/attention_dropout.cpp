// All weights are dropped.
#include <tapeless/nn/attention.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 5, 6>;
#ifdef FIXED
constexpr auto y = self_attention<"a", attention{.heads = 3, .dropout = 0.5}>(x);
#else
constexpr auto y = self_attention<"a", attention{.heads = 3, .dropout = 1}>(x);  // expect: dropout is at least 0 and less than 1
#endif
