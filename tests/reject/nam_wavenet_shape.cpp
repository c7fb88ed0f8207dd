// A signal without an axis for channels.
#include <tapeless/nn/models/nam_wavenet.hpp>
#include <tapeless/tapeless.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto x = input<"x", 1, 64>;
#else
constexpr auto x = input<"x", 64>;
#endif
constexpr auto y = models::nam_wavenet_of<"amp", nam_nano>(x);  // expect: x is a signal [channels, frames]
