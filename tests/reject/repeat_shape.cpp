// A block that changes the shape cannot be repeated.
#include <tapeless/nn/dense.hpp>
#include <tapeless/program/repeat.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
#ifdef FIXED
constexpr auto y = repeat<4>(dense<"b", 3>)(x);
#else
constexpr auto y = repeat<4>(dense<"b", 5>)(x);  // expect: the result of the block has another shape than its operand
                                                 // expect: tensor<3>
                                                 // expect: tensor<5>
#endif
