// Samples in tiles beside streams.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto h = slot<"h", 2>;
#ifdef FIXED
program<h, assign(h, 2_c * h), streams<4>> net;
#else
program<h, assign(h, 2_c * h), streams<4>, batch<4>> net;  // expect: leave out batch<N>
#endif

int main() { (void)net.run(); }
