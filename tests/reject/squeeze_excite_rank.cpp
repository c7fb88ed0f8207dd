// Channels without positions.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 6>;
constexpr auto v = input<"v", 6, 4>;
#ifdef FIXED
constexpr auto y = squeeze_excite<"s">(v);
#else
constexpr auto y = squeeze_excite<"s">(x);  // expect: x is [channels, positions..], and the reduction at least 1
                                            // expect: tensor<6>
#endif
