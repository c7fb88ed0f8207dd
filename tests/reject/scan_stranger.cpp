// A body that reads an input which is neither an element nor a state.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto xs = input<"xs", 10, 3>;
constexpr auto x = input<"x", 3>;
constexpr auto stranger = input<"stranger", 3>;
constexpr auto h = slot<"h", 3>;
constexpr auto next = tanh(x + h);
constexpr auto wrong = tanh(x + h + stranger);
#ifdef FIXED
constexpr auto y = scan(next, each(x, xs), carry(h, next));
#else
constexpr auto y = scan(wrong, each(x, xs), carry(h, wrong));  // expect: scan(output, ...): the body reads an input that is not an element: pass it by each, or by carry if it stays the same
#endif
