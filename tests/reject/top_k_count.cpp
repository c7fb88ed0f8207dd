// More elements than there are.
#include <tapeless/ops/top_k.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 5>;
#ifdef FIXED
constexpr auto f = top_k<5>(x).values;
#else
constexpr auto f = top_k<6>(x).values;  // expect: top_k<k, axis>(x): k is at least 1 and at most the extent of the axis
                                        // expect: tensor<5>
#endif
