// A state of 16 for a cell of 8.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto h = slot<"h", 16>;
#ifdef FIXED
constexpr auto y = gru_cell<"gru", 16>(x, h);
#else
constexpr auto y = gru_cell<"gru", 8>(x, h);  // expect: cell<name, hidden>(x, h): x is a vector [in] and h the state, [hidden]
                                              // expect: tensor<3>
                                              // expect: tensor<16>
#endif
