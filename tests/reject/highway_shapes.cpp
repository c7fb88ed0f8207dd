// Two that cannot take turns.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 6>;
constexpr auto h = relu(dense<"h", 4>(x));
constexpr auto same = relu(dense<"same", 6>(x));
#ifdef FIXED
constexpr auto y = highway<"way">(x, same);
#else
constexpr auto y = highway<"way">(x, h);  // expect: x and h have the same shape
                                          // expect: tensor<4>
#endif
