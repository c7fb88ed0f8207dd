// Heads of odd width cannot be turned in pairs.
#include <tapeless/nn/attention.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 5, 6>;
#ifdef FIXED
constexpr auto y = self_attention<"a", attention{.heads = 1, .rotary = true}>(x);
#else
constexpr auto y = self_attention<"a", attention{.heads = 2, .rotary = true}>(x);  // expect: each head has an even width if it is rotary
#endif
