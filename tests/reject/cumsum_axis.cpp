// An axis that is not there.
#include <tapeless/ops/cumulative.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
#ifdef FIXED
constexpr auto f = cumsum<0>(z);
#else
constexpr auto f = cumsum<1>(z);  // expect: along one axis: axis out of range
                                  // expect: cumsum_f
                                  // expect: tensor<4>
#endif
