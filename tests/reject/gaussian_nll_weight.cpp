// A weight of another length.
#include <tapeless/nn/regression_losses.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
constexpr auto y = input<"y", 4>;
constexpr auto s = input<"s", 4>;
#ifdef FIXED
constexpr auto w = input<"w", 4>;
constexpr auto f = gaussian_nll(z, y, s, w);
#else
constexpr auto w = input<"w", 3>;
constexpr auto f = gaussian_nll(z, y, s, w);  // expect: gaussian_nll(mean, target, log_variance, weight)
                                              // expect: tensor<3>
#endif
