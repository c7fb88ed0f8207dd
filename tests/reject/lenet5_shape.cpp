// An image of another size.
#include <tapeless/nn/models/lenet5.hpp>
#include <tapeless/nn/resize.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 1, 8, 8>;
#ifdef FIXED
constexpr auto y = models::lenet5<"net", 10>(resize2d<28>(x));
#else
constexpr auto y = models::lenet5<"net", 10>(x);  // expect: x is [1, 32, 32] or [1, 28, 28]: resize2d it
#endif
