// An exponent between 0 and 1, where the derivative has no limit.
#include <tapeless/nn/binary_losses.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
constexpr auto y = input<"y", 4>;
#ifdef FIXED
constexpr auto f = binary_focal<1.5>(z, y);
#else
constexpr auto f = binary_focal<0.5>(z, y);  // expect: binary_focal<g, a>(z, y): g is 0 or at least 1
#endif
