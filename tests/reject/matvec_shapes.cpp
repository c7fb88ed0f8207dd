// A matrix and a vector that do not fit.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/products.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = matvec(a, input<"y", 16>);
#else
constexpr auto y = matvec(a, x);  // expect: matvec(matrix, vector): inner dimensions differ
                                  // expect: tensor<10, 16>
                                  // expect: tensor<8>
#endif
