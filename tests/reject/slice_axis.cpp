// An axis that does not exist.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/shaping.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = slice<1, 0, 5>(a);
#else
constexpr auto y = slice<2, 0, 5>(a);  // expect: slice<axis, start, stop, step>(x): axis out of range
                                       // expect: tensor<10, 16>
#endif
