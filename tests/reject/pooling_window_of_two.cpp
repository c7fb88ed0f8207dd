// A window of two extents along one axis.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 9>;
#ifdef FIXED
constexpr auto y = max_pool1d<3>(x);
#else
constexpr auto y = max_pool1d<spatial{2, 3}>(x);  // expect: each given once for all axes or for each
                                                  // expect: tensor<2, 9>
#endif
