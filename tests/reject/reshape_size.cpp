// A reshape to another size.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/shaping.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = reshape<20, 8>(a);
#else
constexpr auto y = reshape<20, 9>(a);  // expect: reshape<extents...>(x): x has another number of elements
                                       // expect: tensor<10, 16>
#endif
