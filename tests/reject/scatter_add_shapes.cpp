// Values that no gather by these indices gives.
#include <tapeless/ops/scatter.hpp>

using namespace tapeless;

constexpr auto v = input<"v", 3, 2>;
constexpr auto i = input<"i", 3>;
#ifdef FIXED
constexpr auto f = scatter_add<0, 5>(v, i);
#else
constexpr auto f = scatter_add<1, 5>(v, i);  // expect: scatter_add<axis, extent>(values, indices): the shapes do not agree
                                             // expect: tensor<3, 2>
                                             // expect: tensor<3>
#endif
