// A call of fewer frames than any program takes.
#include <array>

#include <tapeless/tapeless.hpp>

using namespace tapeless;

template <int N>
constexpr auto y = 2_c * input<"x", N>;
block_lengths<program<y<4>, live>, program<y<2>, live>> net;

int main() {
#ifdef FIXED
  (void)net.run(input<"x", 4> = std::array<float, 6>{});
#else
  (void)net.run(input<"x", 4> = std::array<float, 7>{});  // expect: no program has a block of this length
#endif
}
