// A slot that begins as something that only a call knows.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto h = slot<"h", 2>;
#ifdef FIXED
program<h, assign(h, 2_c * h, parameter<"h0", 2>)> net;
#else
program<h, assign(h, 2_c * h, input<"h0", 2>)> net;  // expect: what it begins as depends on no input
#endif

int main() { (void)net; }
