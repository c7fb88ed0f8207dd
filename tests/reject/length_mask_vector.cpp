// Several lengths for one sequence.
#include <tapeless/nn/attention.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto y = length_mask<5>(input<"length">);
#else
constexpr auto y = length_mask<5>(input<"length", 2>);  // expect: length is one number for each sample
                                                        // expect: tensor<2>
#endif
