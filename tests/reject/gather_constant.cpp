// A constant index out of range.
#include <tapeless/expr/parameter.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/ops/gather.hpp>

using namespace tapeless;

constexpr auto a = parameter<"a", 10, 16>;
constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = gather<0, numbers{0, 9}>(a);
#else
constexpr auto y = gather<0, numbers{0, 10}>(a);  // expect: gather<axis, numbers{...}>(x): index out of range
                                                  // expect: tensor<10, 16>
#endif
