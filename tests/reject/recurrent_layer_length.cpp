// A length for each step.
#include <tapeless/program/sequences.hpp>

using namespace tapeless;

constexpr auto xs = input<"xs", 9, 2>;
#ifdef FIXED
constexpr auto y = lstm_layer<"l", 4>(xs, input<"length">);
#else
constexpr auto y = lstm_layer<"l", 4>(xs, input<"length", 9>);  // expect: the length is one number for each sample
                                                                // expect: tensor<9>
#endif
