// A sequence for one step.
#include <tapeless/nn/models/nam_lstm.hpp>
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 64, 1>;
#ifdef FIXED
constexpr auto y = models::nam_lstm<"amp", 3>(x);
#else
constexpr auto y = models::nam_lstm<"amp", 3>.step(x);  // expect: x is one frame, [inputs]
#endif
