// Prediction and target of different shapes.
#include <tapeless/nn/regression_losses.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
#ifdef FIXED
constexpr auto y = input<"y", 4>;
constexpr auto f = mse(z, y);
#else
constexpr auto y = input<"y", 5>;
constexpr auto f = mse(z, y);  // expect: prediction and target must have the same shape
                               // expect: tensor<4>
                               // expect: tensor<5>
#endif
