// As many elements more as the stride is.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2, 8>;
constexpr auto w = parameter<"w", 2, 5, 3>;
constexpr transposed_convolution one{.stride = 2, .output_padding = 1};
constexpr transposed_convolution two{.stride = 2, .output_padding = 2};
#ifdef FIXED
constexpr auto y = transposed_convolve<one>(x, w);
#else
constexpr auto y = transposed_convolve<two>(x, w);  // expect: output_padding is less than the stride or the dilation
                                                    // expect: tensor<2, 8>
#endif
