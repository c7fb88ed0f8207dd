// Programs of two models.
#include <array>

#include <tapeless/tapeless.hpp>

using namespace tapeless;

template <int N, text Name>
constexpr auto y = parameter<Name> * input<"x", N>;
#ifdef FIXED
block_lengths<program<y<4, "a">, live>, program<y<2, "a">, live>> net;
#else
block_lengths<program<y<4, "a">, live>, program<y<2, "b">, live>> net;  // expect: the same parameters, slots and delay
#endif

int main() { (void)net.run(input<"x", 4> = std::array<float, 4>{}); }
