// A scalar in a matrix product.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/products.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = 2_c * a;
#else
constexpr auto y = matmul(2_c, a);  // expect: matmul(a, b): a scalar has no rows or columns: multiply with a * b
                                    // expect: tensor<10, 16>
#endif
