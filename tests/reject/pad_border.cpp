// A border that mirrors more elements than there are.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 4>;
#ifdef FIXED
constexpr auto y = pad<1, 3, 0, border::reflect>(x);
#else
constexpr auto y = pad<1, 4, 0, border::reflect>(x);  // expect: reflect adds fewer elements than the axis has
                                                      // expect: tensor<2, 4>
#endif
