// A call without a sample for each stream.
#include <array>

#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto h = slot<"h", 2>;
program<h, assign(h, h + input<"x", 2>), streams<4>> net;

int main() {
#ifdef FIXED
  (void)net.run(input<"x", 2> = std::array<float, 8>{});
#else
  (void)net.run(input<"x", 2> = std::array<float, 6>{});  // expect: has a sample for each stream
#endif
}
