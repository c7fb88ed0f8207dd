// A stream of a program without streams.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto h = slot<"h", 2>;
program<h, assign(h, h + input<"x", 2>)> net;

int main() {
#ifdef FIXED
  net.reset_state();
#else
  (void)net.reset_stream(1);  // expect: the program has no streams
#endif
}
