// Leading axes of a batched product that do not broadcast.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/products.hpp>

using namespace tapeless;

constexpr auto p = input<"p", 3, 4, 5>;
constexpr auto q = input<"q", 2, 5, 6>;
#ifdef FIXED
constexpr auto y = matmul(p, input<"q", 5, 6>);
#else
constexpr auto y = matmul(p, q);  // expect: matmul(a, b): the leading axes do not broadcast
                                  // expect: tensor<3, 4, 5>
                                  // expect: tensor<2, 5, 6>
#endif
