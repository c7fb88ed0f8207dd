// No neighbours, not even the channel itself.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 6, 4>;
#ifdef FIXED
constexpr auto y = local_response_norm<1>(x);
#else
constexpr auto y = local_response_norm<0>(x);  // expect: size at least 1
                                               // expect: tensor<6, 4>
#endif
