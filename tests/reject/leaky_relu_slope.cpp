// A slope that is not a number.
#include <tapeless/nn/activations.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
constexpr auto y = input<"y", 4>;
#ifdef FIXED
constexpr auto f = leaky_relu<0.2>(z);
#else
constexpr auto f = leaky_relu<__builtin_nan("")>(z);  // expect: leaky_relu<slope>(x): the slope is finite
#endif
