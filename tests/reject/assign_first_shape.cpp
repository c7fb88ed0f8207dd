// A slot that begins as something of another shape.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto h = slot<"h", 2>;
#ifdef FIXED
program<h, assign(h, 2_c * h, parameter<"h0", 2>)> net;
#else
program<h, assign(h, 2_c * h, parameter<"h0", 3>)> net;  // expect: the others are values of its shape
#endif

int main() { (void)net; }
