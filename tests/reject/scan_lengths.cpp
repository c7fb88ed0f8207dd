// Two sequences of different length.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto xs = input<"xs", 10, 3>;
constexpr auto ys = input<"ys", 9, 3>;
constexpr auto x = input<"x", 3>;
constexpr auto y = input<"y", 3>;
constexpr auto h = slot<"h", 3>;
constexpr auto next = tanh(x + y + h);
#ifdef FIXED
constexpr auto z = scan(next, each(x, slice<0, 0, 9>(xs)), each(y, ys), carry(h, next));
#else
constexpr auto z = scan(next, each(x, xs), each(y, ys), carry(h, next));  // expect: scan(output, ...): the sequences differ in their first axis, the time
                                                                          // expect: tensor<10, 3>
                                                                          // expect: tensor<9, 3>
#endif
