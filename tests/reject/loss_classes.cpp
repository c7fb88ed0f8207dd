// A target that is neither probabilities nor the index of a class.
#include <tapeless/nn/class_losses.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 2, 4>;
#ifdef FIXED
constexpr auto y = input<"y", 2>;
constexpr auto f = softmax_cross_entropy(z, y);
#else
constexpr auto y = input<"y", 4>;
constexpr auto f = softmax_cross_entropy(z, y);  // expect: loss over classes(prediction, target, weight): the target
                                                 // expect: a class index
                                                 // expect: tensor<2, 4>
#endif
