// A scan without a sequence.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto xs = input<"xs", 10, 3>;
constexpr auto x = input<"x", 3>;
constexpr auto h = slot<"h", 3>;
constexpr auto next = tanh(x + h);
#ifdef FIXED
constexpr auto y = scan(next, each(x, xs), carry(h, next));
#else
constexpr auto y = scan(next, carry(h, next));  // expect: scan(output, ...): needs a sequence to walk along: each(leaf, sequence)
#endif
