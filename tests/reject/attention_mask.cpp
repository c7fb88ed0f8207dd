// A mask of six keys for a sequence of five.
#include <tapeless/nn/attention.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 5, 6>;
#ifdef FIXED
constexpr auto y = self_attention<"a", attention{3}>(x, input<"mask", 5>);
#else
constexpr auto y = self_attention<"a", attention{3}>(x, input<"mask", 6>);  // expect: attention with a mask: the mask is 1 where a query may look at a key
                                                                            // expect: broadcasts to [queries, keys]
#endif
