// A leaf that does not have the shape of the sequence's elements.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto xs = input<"xs", 10, 3>;
constexpr auto three = input<"three", 3>;
constexpr auto four = input<"four", 4>;
#ifdef FIXED
constexpr auto walk = each(three, xs);
#else
constexpr auto walk = each(four, xs);  // expect: each(leaf, sequence): the leaf is an input<name, extents...>
                                       // expect: the sequence has its shape behind one more axis
                                       // expect: tensor<4>
                                       // expect: tensor<10, 3>
#endif
