// Features instead of channels.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = batch_norm<"n">(x);
#else
constexpr auto y = batch_norm2d<"n">(x);  // expect: the wrong number of axes
                                          // expect: batch_norm takes [.., features]
                                          // expect: tensor<8>
#endif
