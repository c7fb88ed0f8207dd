// A whole sequence where a cell takes one element.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto xs = input<"xs", 10, 3>;
constexpr auto h = slot<"h", 16>;
#ifdef FIXED
constexpr auto y = rnn_cell<"rnn", 16>(reshape<3>(slice<0, 0, 1>(xs)), h);
#else
constexpr auto y = rnn_cell<"rnn", 16>(xs, h);  // expect: x is a vector [in]
                                                // expect: reshape
                                                // expect: tensor<10, 3>
                                                // expect: tensor<16>
#endif
