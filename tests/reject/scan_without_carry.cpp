// A scan without a state.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto xs = input<"xs", 10, 3>;
constexpr auto x = input<"x", 3>;
constexpr auto h = slot<"h", 3>;
constexpr auto next = tanh(x + h);
#ifdef FIXED
constexpr auto y = scan(tanh(x), each(x, xs), carry(h, next));
#else
constexpr auto y = scan(tanh(x), each(x, xs));  // expect: scan(output, ...): needs a state that goes from step to step: carry(state, next)
#endif
