// No streams.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto h = slot<"h", 2>;
#ifdef FIXED
program<h, assign(h, 2_c * h), streams<1>> net;
#else
program<h, assign(h, 2_c * h), streams<0>> net;  // expect: N must be positive
#endif

int main() { (void)net; }
