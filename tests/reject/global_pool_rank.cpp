// Nothing to pool along.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 8>;
#ifdef FIXED
constexpr auto y = mean(x);
#else
constexpr auto y = global_avg_pool(x);  // expect: x is [channels, ..] with at least one axis to pool along
                                        // expect: tensor<8>
#endif
