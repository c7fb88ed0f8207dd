// A slot that the model keeps and the optimiser assigns as well.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto t = slot<"adam.t">;
constexpr auto same = keeping(sum(x * w), t, t + 1_c);
constexpr auto other = keeping(sum(x * w), t, t + 2_c);

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
#ifdef FIXED
  training_step<same, adam{}, batch<2>> net;
  (void)net.step(x = row);
}
#else
  training_step<other, adam{}, batch<2>> net;  // expect: is assigned two different values
  (void)net.step(x = row);
}
#endif
