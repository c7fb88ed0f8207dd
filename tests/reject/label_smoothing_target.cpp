// An index that was computed: its number of classes is not known.
#include <tapeless/nn/targets.hpp>
#include <tapeless/ops/statistics.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
#ifdef FIXED
constexpr auto y = label_smoothing<0.1>(one_hot<4>(argmax(z)));
#else
constexpr auto y = label_smoothing<0.1>(argmax(z));  // expect: label_smoothing<e>(y): y is a class_index, or
                                                     // expect: probabilities
#endif
