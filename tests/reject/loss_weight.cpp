// A weight for each class instead of one for each position.
#include <tapeless/nn/class_losses.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 2, 4>;
constexpr auto k = input<"k", 2>;
#ifdef FIXED
constexpr auto w = input<"w", 2>;
constexpr auto f = softmax_cross_entropy(z, k, w);
#else
constexpr auto w = input<"w", 4>;
constexpr auto f = softmax_cross_entropy(z, k, w);  // expect: a weight broadcasts to the latter
                                                    // expect: tensor<4>
#endif
