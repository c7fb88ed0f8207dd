// Two heads of keys for three heads of queries.
#include <tapeless/nn/attention.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 5, 6>;
#ifdef FIXED
constexpr auto y = self_attention<"a", attention{3, 1}>(x);
#else
constexpr auto y = self_attention<"a", attention{3, 2}>(x);  // expect: the heads of keys divide those of queries
#endif
