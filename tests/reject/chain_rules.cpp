// Two rules in one chain.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto loss = square(dot(w, x));

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
#ifdef FIXED
  training_step<loss, chain(l2_decay{}, sgd{})> net;
  (void)net.step(x = row);
}
#else
  training_step<loss, chain(adam{}, sgd{})> net;  // expect: there must be one rule
  (void)net.step(x = row);
}
#endif
