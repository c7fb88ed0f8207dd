// Positions of a vector.
#include <tapeless/nn/positions.hpp>
#include <tapeless/ops/shaping.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 6>;
#ifdef FIXED
constexpr auto y = learned_positions<"p">(reshape<1, 6>(x));
#else
constexpr auto y = learned_positions<"p">(x);  // expect: learned_positions<name>(x): x is a sequence [.., n, width]
#endif
