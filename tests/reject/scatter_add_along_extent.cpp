// A result without elements.
#include <tapeless/ops/along.hpp>

using namespace tapeless;

constexpr auto v = input<"v", 3>;
#ifdef FIXED
constexpr auto f = scatter_add_along<0, 1>(v, v);
#else
constexpr auto f = scatter_add_along<0, 0>(v, v);  // expect: scatter_add_along<axis, extent>(values, indices): out of range: the extent is at least 1
                                                   // expect: tensor<3>
#endif
