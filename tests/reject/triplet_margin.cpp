// A negative margin.
#include <tapeless/nn/embedding_losses.hpp>

using namespace tapeless;

constexpr auto a = input<"a", 4>;
constexpr auto p = input<"p", 4>;
constexpr auto n = input<"n", 4>;
#ifdef FIXED
constexpr auto f = triplet<0.2>(a, p, n);
#else
constexpr auto f = triplet<-0.2>(a, p, n);  // expect: the margin m is positive and finite
#endif
