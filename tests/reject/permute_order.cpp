// An order that does not name every axis.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/shaping.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = permute<1, 0>(a);
#else
constexpr auto y = permute<1, 1>(a);  // expect: permute<order...>(x): the order must name every axis of x once
                                      // expect: tensor<10, 16>
#endif
