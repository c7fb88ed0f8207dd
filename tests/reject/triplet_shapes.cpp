// A negative example of another length.
#include <tapeless/nn/embedding_losses.hpp>

using namespace tapeless;

constexpr auto a = input<"a", 4>;
constexpr auto p = input<"p", 4>;
#ifdef FIXED
constexpr auto n = input<"n", 4>;
constexpr auto f = triplet(a, p, n);
#else
constexpr auto n = input<"n", 5>;
constexpr auto f = triplet(a, p, n);  // expect: triplet<m>(anchor, positive, negative, weight)
                                      // expect: tensor<5>
#endif
