// Blocks of one sequence are computed together.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 1, 4>;
constexpr auto y = delay<"h", 2>(x);

int main() {
  const float block[4] = {1, 2, 3, 4};
#ifdef FIXED
  program<y, live> p;
  (void)p.run(x = block);
}
#else
  program<y, live, batch<4>> p;  // expect: moves state on from sample to sample
                                 // expect: leave out batch<N>
  (void)p.run(x = block);
}
#endif
