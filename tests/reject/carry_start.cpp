// An initial state whose shape differs from the state's.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto h = slot<"h", 3>;
constexpr auto h0 = parameter<"h0", 3>;
constexpr auto h1 = parameter<"h1", 3, 1>;
#ifdef FIXED
constexpr auto state = carry(h, tanh(h), h0);
#else
constexpr auto state = carry(h, tanh(h), h1);  // expect: carry(state, next, start): the state is a slot<name, extents...>, next and start have its shape
                                               // expect: tensor<3>
                                               // expect: tensor<3, 1>
#endif
