// More indices than values.
#include <tapeless/ops/along.hpp>

using namespace tapeless;

constexpr auto v = input<"v", 3, 2>;
constexpr auto i = input<"i", 3, 4>;
#ifdef FIXED
constexpr auto f = scatter_add_along<1, 5>(v, v);
#else
constexpr auto f = scatter_add_along<1, 5>(v, i);  // expect: scatter_add_along<axis, extent>(values, indices): axis out of range, or the shapes do not
                                                   // expect: tensor<3, 2>
                                                   // expect: tensor<3, 4>
#endif
