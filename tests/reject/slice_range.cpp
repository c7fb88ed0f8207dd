// A slice beyond the end.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/shaping.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = slice<1, 10, to_end>(a);
#else
constexpr auto y = slice<1, 10, 17>(a);  // expect: slice<axis, start, stop, step>(x): out of range, or empty
                                         // expect: tensor<10, 16>
#endif
