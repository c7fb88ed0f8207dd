// A vector where a sequence of vectors is needed.
#include <tapeless/nn/attention.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 6>;
#ifdef FIXED
constexpr auto y = self_attention<"a", attention{3}>(reshape<1, 6>(x));
#else
constexpr auto y = self_attention<"a", attention{3}>(x);  // expect: attention: x is a sequence [n, width], as is memory
                                                          // expect: tensor<6>
#endif
