// The inner dimensions of a product differ.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/products.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = matmul(x, parameter<"b", 8, 10>);
#else
constexpr auto y = matmul(a, x);  // expect: matmul(a, b): inner dimensions differ
                                  // expect: transpose or reshape
                                  // expect: tensor<10, 16>
                                  // expect: tensor<8>
#endif
