// An expression in place of the leaf that stands for the elements.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto xs = input<"xs", 10, 3>;
constexpr auto x = input<"x", 3>;
#ifdef FIXED
constexpr auto walk = each(x, xs);
#else
constexpr auto walk = each(tanh(x), xs);  // expect: each(leaf, sequence): the leaf is an input<name, extents...>
                                          // expect: tensor<3>
                                          // expect: tensor<10, 3>
#endif
