// A cell state and a hidden state of different lengths.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto h = slot<"h", 16>;
constexpr auto c = slot<"c", 16>;
constexpr auto d = slot<"d", 8>;
#ifdef FIXED
constexpr auto y = lstm_cell<"lstm", 16>(x, h, c);
#else
constexpr auto y = lstm_cell<"lstm", 16>(x, h, d);  // expect: lstm_cell<name, hidden>(x, h, c): x is a vector [in], h and c the state, [hidden]
                                                    // expect: tensor<3>
                                                    // expect: tensor<16>
                                                    // expect: tensor<8>
#endif
