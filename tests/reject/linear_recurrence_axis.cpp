// An axis that is not there.
#include <tapeless/ops/cumulative.hpp>

using namespace tapeless;

constexpr auto a = input<"a", 4>;
#ifdef FIXED
constexpr auto f = linear_recurrence<0>(a, a);
#else
constexpr auto f = linear_recurrence<1>(a, a);  // expect: linear_recurrence<axis>(a, b): axis out of range
                                                // expect: tensor<4>
#endif
