// A block that reads an input.
#include <tapeless/nn/dense.hpp>
#include <tapeless/program/repeat.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto z = input<"z", 3>;
#ifdef FIXED
constexpr auto y = repeat<4>([](auto h) { return dense<"b", 3>(h); })(x + z);
#else
constexpr auto y = repeat<4>([](auto h) { return dense<"b", 3>(h) + z; })(x);  // expect: the block reads an input
#endif
