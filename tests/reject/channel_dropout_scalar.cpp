// A number has no channels.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x">;
#ifdef FIXED
constexpr auto y = dropout<"d">(x);
#else
constexpr auto y = channel_dropout<"d">(x);  // expect: x is [channels, ..] and a scalar has none
#endif
