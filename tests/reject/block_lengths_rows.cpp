// Frames in an order of their own.
#include <array>

#include <tapeless/tapeless.hpp>

using namespace tapeless;

template <int N>
constexpr auto y = 2_c * input<"x", N>;
block_lengths<program<y<4>, live>, program<y<2>, live>> net;
std::array<float, 8> x{};
std::array<int, 1> order{};

int main() {
#ifdef FIXED
  (void)net.run(input<"x", 4> = x);
#else
  (void)net.run(input<"x", 4> = at_rows(x, order));  // expect: the frames of a call follow one another
#endif
}
