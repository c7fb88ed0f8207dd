// Two extents for one axis.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 9>;
#ifdef FIXED
constexpr auto y = resize2d<spatial{4, 12}>(x);
#else
constexpr auto y = resize1d<spatial{4, 12}>(x);  // expect: an extent is not positive or there are too many
                                                 // expect: tensor<2, 9>
#endif
