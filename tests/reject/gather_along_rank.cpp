// Indices with fewer axes than x.
#include <tapeless/ops/along.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3, 5>;
constexpr auto i = input<"i", 3>;
#ifdef FIXED
constexpr auto f = gather_along<0>(x, expand<1>(i));
#else
constexpr auto f = gather_along<0>(x, i);  // expect: gather_along<axis>(x, indices): axis out of range, or not as many axes
                                           // expect: tensor<3, 5>
                                           // expect: tensor<3>
#endif
