// Three weights for four classes.
#include <tapeless/nn/targets.hpp>

using namespace tapeless;

constexpr auto k = class_index<"k", 4>;
#ifdef FIXED
constexpr auto y = class_weights<numbers{1.0, 2.0, 3.0, 1.0}>(k);
#else
constexpr auto y = class_weights<numbers{1.0, 2.0, 3.0}>(k);  // expect: class_weights<numbers{...}>(y)
                                                              // expect: one weight for each class
                                                              // expect: tensor<3>
#endif
