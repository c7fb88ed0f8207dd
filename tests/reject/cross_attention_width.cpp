// A memory of another width.
#include <tapeless/nn/attention.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 5, 6>;
constexpr auto memory = input<"memory", 7, 4>;
#ifdef FIXED
constexpr auto y = cross_attention<"a", attention{3}>(x, dense<"wider", 6>(memory));
#else
constexpr auto y = cross_attention<"a", attention{3}>(x, memory);  // expect: the widths of x and memory, their last axes, differ
                                                                   // expect: tensor<7, 4>
#endif
