// A dot product of vectors of different lengths.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/products.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = dot(x, x);
#else
constexpr auto y = dot(x, input<"y", 7>);  // expect: dot(u, v): both must be vectors of one length
                                           // expect: tensor<8>
                                           // expect: tensor<7>
#endif
