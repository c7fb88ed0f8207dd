// A scale of 0.
#include <tapeless/nn/activations.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
constexpr auto y = input<"y", 4>;
#ifdef FIXED
constexpr auto f = elu<0.5>(z);
#else
constexpr auto f = elu<0.0>(z);  // expect: elu<a>(x): a is positive and finite
#endif
