// No guess at all.
#include <tapeless/nn/metrics.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
constexpr auto k = class_index<"k", 4>;
#ifdef FIXED
constexpr auto f = accuracy<1>(z, k);
#else
constexpr auto f = accuracy<0>(z, k);  // expect: accuracy<k>(z, y)
                                       // expect: at least 1
#endif
