// Fewer values than indices.
#include <tapeless/ops/scatter.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3, 5>;
constexpr auto i = input<"i", 3, 2>;
constexpr auto v = input<"v", 3, 1>;
#ifdef FIXED
constexpr auto f = scatter_along<1>(x, i, i);
#else
constexpr auto f = scatter_along<1>(x, i, v);  // expect: scatter_along<axis>(x, indices, values): axis out of range, or the shapes do not agree
                                               // expect: tensor<3, 5>
                                               // expect: tensor<3, 1>
#endif
