// The head of a stack that does not fit the next one.
#include <tapeless/nn/models/nam_wavenet.hpp>
#include <tapeless/tapeless.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr wavenet_stack first{.channels = 4, .head = 2, .dilations = {1, 2}};
#else
constexpr wavenet_stack first{.channels = 4, .head = 3, .dilations = {1, 2}};
#endif
constexpr wavenet_stack second{.channels = 2, .dilations = {4}};
constexpr auto y = models::nam_wavenet<"amp", first, second>(input<"x", 1, 8>);  // expect: the bottleneck of the
