// A next state whose shape differs from the state's.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto h = slot<"h", 3>;
constexpr auto x = input<"x", 4>;
#ifdef FIXED
constexpr auto state = carry(h, tanh(h));
#else
constexpr auto state = carry(h, x);  // expect: carry(state, next): the state is a slot<name, extents...> and next has its shape
                                     // expect: tensor<3>
                                     // expect: tensor<4>
#endif
