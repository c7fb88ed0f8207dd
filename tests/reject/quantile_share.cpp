// A quantile that is no share.
#include <tapeless/nn/regression_losses.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
constexpr auto y = input<"y", 4>;
#ifdef FIXED
constexpr auto f = quantile<0.9>(z, y);
#else
constexpr auto f = quantile<90.0>(z, y);  // expect: quantile<q>(z, y): q
                                          // expect: between 0 and 1
#endif
