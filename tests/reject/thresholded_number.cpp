// A value that is infinite.
#include <tapeless/nn/thresholds.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
#ifdef FIXED
constexpr auto f = thresholded<0.5, 2.0>(z);
#else
constexpr auto f = thresholded<0.5, __builtin_inf()>(z);  // expect: thresholded<t, v>(x): both numbers are finite
#endif
