// A scale of which the inverse is infinite.
#include <tapeless/nn/activations.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
#ifdef FIXED
constexpr auto f = celu<0.5>(z);
#else
constexpr auto f = celu<0.0>(z);  // expect: celu<a>(x): a and 1 / a are positive and finite
#endif
