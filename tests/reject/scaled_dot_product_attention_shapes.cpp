// Keys of another width than the queries; and a mask of the wrong shape is another mistake.
#include <tapeless/nn/attention.hpp>

using namespace tapeless;

constexpr auto q = input<"q", 5, 6>;
constexpr auto k = input<"k", 7, 4>;
#ifdef FIXED
constexpr auto y = scaled_dot_product_attention(q, dense<"wider", 6>(k), k);
#else
constexpr auto y = scaled_dot_product_attention(q, k, k);  // expect: q is [.., m, d], k [.., n, d] and v [.., n, e]
                                                           // expect: tensor<5, 6>
#endif
