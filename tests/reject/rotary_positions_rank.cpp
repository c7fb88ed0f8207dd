// Positions of a vector.
#include <tapeless/nn/positions.hpp>
#include <tapeless/ops/shaping.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 6>;
#ifdef FIXED
constexpr auto y = rotary_positions(reshape<1, 6>(x));
#else
constexpr auto y = rotary_positions(x);  // expect: rotary_positions(x): x is a sequence [.., n, width]
                                  // expect: tensor<6>
#endif
