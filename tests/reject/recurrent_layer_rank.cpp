// A sequence of numbers where one of vectors is needed.
#include <tapeless/program/sequences.hpp>

using namespace tapeless;

constexpr auto xs = input<"xs", 9>;
#ifdef FIXED
constexpr auto y = gru_layer<"g", 4>(reshape<9, 1>(xs));
#else
constexpr auto y = gru_layer<"g", 4>(xs);  // expect: xs is a sequence of vectors [n, in]: reshape it
                                           // expect: tensor<9>
#endif
