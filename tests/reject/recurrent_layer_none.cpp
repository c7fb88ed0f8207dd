// No layers.
#include <tapeless/program/sequences.hpp>

using namespace tapeless;

constexpr auto xs = input<"xs", 9, 2>;
#ifdef FIXED
constexpr auto y = rnn_layer<"r", 4, recurrent{.layers = 1}>(xs);
#else
constexpr auto y = rnn_layer<"r", 4, recurrent{.layers = 0}>(xs);  // expect: hidden and the number of layers are positive
#endif
