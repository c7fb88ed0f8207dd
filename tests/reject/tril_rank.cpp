// A vector has no diagonal.
#include <tapeless/ops/triangular.hpp>

using namespace tapeless;

constexpr auto z = input<"z", 4>;
#ifdef FIXED
constexpr auto f = tril(expand<0>(z));
#else
constexpr auto f = tril(z);  // expect: tril<k>(x): x has fewer than two axes
                             // expect: tensor<4>
#endif
