// Two programs for blocks of one length.
#include <array>

#include <tapeless/tapeless.hpp>

using namespace tapeless;

template <int N>
constexpr auto y = 2_c * input<"x", N>;
#ifdef FIXED
block_lengths<program<y<4>, live>, program<y<2>, live>> net;
#else
block_lengths<program<y<4>, live>, program<y<4>, live>> net;  // expect: each program takes blocks of another length
                                                              // expect: a multiple of the shortest
#endif

int main() { (void)net.run(input<"x", 4> = std::array<float, 4>{}); }
