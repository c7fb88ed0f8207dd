// A mask that is turned.
#include <tapeless/nn/attention.hpp>

using namespace tapeless;

constexpr auto q = input<"q", 5, 6>;
constexpr auto k = input<"k", 7, 6>;
#ifdef FIXED
constexpr auto y = scaled_dot_product_attention(q, k, k, input<"mask", 5, 7>);
#else
constexpr auto y = scaled_dot_product_attention(q, k, k, input<"mask", 7, 5>);  // expect: broadcasts to [queries, keys]: reshape it
                                                                                // expect: tensor<7, 5>
#endif
