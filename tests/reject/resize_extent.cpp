// An axis that is not there.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 6, 4>;
#ifdef FIXED
constexpr auto y = resize<1, 8>(x);
#else
constexpr auto y = resize<2, 8>(x);  // expect: an axis is out of range, an extent is not positive
                                     // expect: tensor<6, 4>
#endif
