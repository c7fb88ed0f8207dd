// Factors that do not broadcast with what is added.
#include <tapeless/ops/cumulative.hpp>

using namespace tapeless;

constexpr auto a = input<"a", 3>;
constexpr auto b = input<"b", 4>;
#ifdef FIXED
constexpr auto f = linear_recurrence(b, b);
#else
constexpr auto f = linear_recurrence(a, b);  // expect: linear_recurrence<axis>(a, b): the shapes do not broadcast
                                             // expect: tensor<3>
                                             // expect: tensor<4>
#endif
