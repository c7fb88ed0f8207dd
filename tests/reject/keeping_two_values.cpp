// Two values for one slot that training leaves behind.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto s = slot<"s", 3>;
constexpr auto once = keeping(x * w, s, mean_over_samples(x));
constexpr auto same = sum(keeping(once, s, mean_over_samples(x)));
constexpr auto other = sum(keeping(once, s, s * 0.5_c));

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
#ifdef FIXED
  training_step<same, sgd{}, batch<2>> net;
  (void)net.step(x = row);
}
#else
  training_step<other, sgd{}, batch<2>> net;  // expect: is assigned two different values
  (void)net.step(x = row);
}
#endif
