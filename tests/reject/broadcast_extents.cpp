// A broadcast to extents that do not fit.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/shaping.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = broadcast<3, 8>(x);
#else
constexpr auto y = broadcast<8, 3>(x);  // expect: broadcast<extents...>(x): x does not broadcast to these extents
                                        // expect: tensor<8>
#endif
