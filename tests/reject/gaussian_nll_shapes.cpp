// One variance for several numbers.
#include <tapeless/nn/regression_losses.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
constexpr auto y = input<"y", 4>;
#ifdef FIXED
constexpr auto s = input<"s", 4>;
constexpr auto f = gaussian_nll(z, y, s);
#else
constexpr auto s = input<"s">;
constexpr auto f = gaussian_nll(z, y, s);  // expect: gaussian_nll(mean, target, log_variance, weight)
                                           // expect: the same shape
#endif
