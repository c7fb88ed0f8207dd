// A causal convolution whose stride does not divide the block.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 1, 4>;
constexpr auto y = conv1d<"c", 2, 3, convolution{.stride = 3, .padding = padding::causal}>(x);
constexpr auto z = conv1d<"c", 2, 3, convolution{.stride = 2, .padding = padding::causal}>(x);

int main() {
  const float block[4] = {1, 2, 3, 4};
#ifdef FIXED
  program<z, live> p;
  (void)p.run(x = block);
}
#else
  program<y, live> p;  // expect: cannot go on from block to block
                       // expect: its stride does not divide the block
  (void)p.run(x = block);
}
#endif
