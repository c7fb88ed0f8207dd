// All of the probability is shared by all classes.
#include <tapeless/nn/targets.hpp>

using namespace tapeless;

constexpr auto k = class_index<"k", 4>;
#ifdef FIXED
constexpr auto y = label_smoothing<0.1>(k);
#else
constexpr auto y = label_smoothing<1.0>(k);  // expect: label_smoothing<e>(y): e
                                             // expect: less than 1
#endif
