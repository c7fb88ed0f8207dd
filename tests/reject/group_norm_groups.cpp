// Groups that do not divide the channels.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 6, 4>;
#ifdef FIXED
constexpr auto y = group_norm<"n", 3>(x);
#else
constexpr auto y = group_norm<"n", 4>(x);  // expect: the groups, at least one, divide the channels
                                           // expect: tensor<6, 4>
#endif
