// A mean over what are streams.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto h = slot<"h", 2>;
#ifdef FIXED
program<h, assign(h, h + input<"x", 2>), streams<4>> net;
#else
program<h, assign(h, mean_over_samples(input<"x", 2>)), streams<4>> net;  // expect: which know nothing of each other
#endif

int main() { (void)net; }
