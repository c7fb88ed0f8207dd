// A part that changes gradients behind the rule.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto loss = square(dot(w, x));

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
#ifdef FIXED
  training_step<loss, chain(clip_by_norm{}, sgd{})> net;
  (void)net.step(x = row);
}
#else
  training_step<loss, chain(sgd{}, clip_by_norm{})> net;  // expect: a part stands on the wrong side of the rule
  (void)net.step(x = row);
}
#endif
