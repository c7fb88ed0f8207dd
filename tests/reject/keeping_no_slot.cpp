// Something that is no slot is to be kept.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto s = slot<"s", 3>;
#ifdef FIXED
constexpr auto kept = keeping(x * w, s, mean_over_samples(x));
#else
constexpr auto kept = keeping(x * w, w, mean_over_samples(x));  // expect: keeping(value, slot, next)
#endif

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
  training_step<sum(kept), sgd{}, batch<2>> net;
  (void)net.step(x = row);
}
