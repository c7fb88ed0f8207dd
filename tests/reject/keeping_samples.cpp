// A slot that training is to leave behind with a value for each sample.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto s = slot<"s", 3>;
constexpr auto fine = sum(keeping(x * w, s, mean_over_samples(x)));
constexpr auto own = sum(keeping(x * w, s, x));

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
#ifdef FIXED
  training_step<fine, sgd{}, batch<2>> net;
  (void)net.step(x = row);
}
#else
  training_step<own, sgd{}, batch<2>> net;  // expect: next is another value for each sample
  (void)net.step(x = row);
}
#endif
