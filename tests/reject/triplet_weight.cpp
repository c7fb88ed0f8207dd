// A weight for each element of a vector, where there is one for the vector.
#include <tapeless/nn/embedding_losses.hpp>

using namespace tapeless;

constexpr auto a = input<"a", 4>;
constexpr auto p = input<"p", 4>;
constexpr auto n = input<"n", 4>;
#ifdef FIXED
constexpr auto w = input<"w">;
constexpr auto f = triplet(a, p, n, w);
#else
constexpr auto w = input<"w", 4>;
constexpr auto f = triplet(a, p, n, w);  // expect: triplet<m>(anchor, positive, negative, weight)
                                         // expect: tensor<4>
#endif
