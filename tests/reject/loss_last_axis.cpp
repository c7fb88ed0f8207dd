// Probabilities as numbers without an axis of classes.
#include <tapeless/nn/class_losses.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto z = input<"z", 4>;
constexpr auto y = input<"y", 4>;
constexpr auto f = kl_divergence(z, y);
#else
constexpr auto z = input<"z">;
constexpr auto y = input<"y">;
constexpr auto f = kl_divergence(z, y);  // expect: loss along the last axis
                                         // expect: at least one axis
#endif
