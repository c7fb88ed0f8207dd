// An axis that is not there.
#include <tapeless/ops/top_k.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 5>;
#ifdef FIXED
constexpr auto f = top_k<2, 0>(x).values;
#else
constexpr auto f = top_k<2, 1>(x).values;  // expect: top_k<k, axis>(x): axis out of range
                                           // expect: tensor<5>
#endif
