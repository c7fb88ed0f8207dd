// An input that grows in another ratio than the blocks.
#include <array>

#include <tapeless/tapeless.hpp>

using namespace tapeless;

template <int N, int M>
constexpr auto y = sum(input<"x", N>) * sum(input<"z", M>);
#ifdef FIXED
block_lengths<program<y<4, 2>, live>, program<y<2, 1>, live>> net;
#else
block_lengths<program<y<4, 3>, live>, program<y<2, 1>, live>> net;  // expect: inputs of the same names
                                                                    // expect: in the ratio of their blocks
#endif

int main() { (void)net.parameters(); }
