// A delay line that remembers less than the convolution behind it needs.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 1, 1>;
#ifdef FIXED
constexpr auto y = convolve<convolution{.dilation = 2}>(delay<"h", 4>(x), parameter<"w", 1, 3, 1>);
#else
constexpr auto y = convolve<convolution{.dilation = 2}>(delay<"h", 3>(x), parameter<"w", 1, 3, 1>);  // expect: more taps than x
#endif

int main() { (void)y; }
