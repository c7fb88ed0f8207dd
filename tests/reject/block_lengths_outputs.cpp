// Programs that give different things.
#include <array>

#include <tapeless/tapeless.hpp>

using namespace tapeless;

template <int N>
constexpr auto y = 2_c * input<"x", N>;
#ifdef FIXED
block_lengths<program<y<4>, live>, program<y<2>, live>> net;
#else
block_lengths<program<y<4>, live>, program<y<2>, sum(y<2>), live>> net;  // expect: have as many outputs
#endif

int main() { (void)net.run(input<"x", 4> = std::array<float, 4>{}); }
