// Indices for other rows than those of x.
#include <tapeless/ops/along.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3, 5>;
constexpr auto i = input<"i", 4, 2>;
#ifdef FIXED
constexpr auto f = gather_along<0>(x, slice<1, 0, 1>(i));
#else
constexpr auto f = gather_along<1>(x, i);  // expect: gather_along<axis>(x, indices): apart from the axis, extents must be equal or 1
                                           // expect: tensor<3, 5>
                                           // expect: tensor<4, 2>
#endif
