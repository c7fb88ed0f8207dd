// A program of whole sequences among those of blocks.
#include <array>

#include <tapeless/tapeless.hpp>

using namespace tapeless;

template <int N>
constexpr auto y = 2_c * input<"x", N>;
#ifdef FIXED
block_lengths<program<y<4>, live>, program<y<2>, live>> net;
#else
block_lengths<program<y<4>, live>, program<y<2>>> net;  // expect: each is a program<..., live>
#endif

int main() { (void)net.run(input<"x", 4> = std::array<float, 4>{}); }
