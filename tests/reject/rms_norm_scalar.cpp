// A number has no features.
#include <tapeless/nn/rms_norm.hpp>
#include <tapeless/ops/shaping.hpp>

using namespace tapeless;

constexpr auto x = input<"x">;
#ifdef FIXED
constexpr auto y = rms_norm<"n">(reshape<1>(x));
#else
constexpr auto y = rms_norm<"n">(x);  // expect: rms_norm<name>(x): the last axis of x holds the features
#endif
