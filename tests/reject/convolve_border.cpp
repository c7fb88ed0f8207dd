// A border that repeats more elements than there are.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 4>;
constexpr auto w = parameter<"w", 2, 3, 4>;
constexpr convolution around{.padding = 4, .border = border::wrap};
constexpr convolution further{.padding = 5, .border = border::wrap};
#ifdef FIXED
constexpr auto y = convolve<around>(x, w);
#else
constexpr auto y = convolve<further>(x, w);  // expect: wrap by at most as many
                                             // expect: tensor<2, 4>
#endif
