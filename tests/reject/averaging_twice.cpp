// Two averages of the same parameters in one chain.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto loss = square(dot(w, x));

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
#ifdef FIXED
  training_step<loss, chain(sgd{}, averaging{0.9})> net;
  (void)net.step(x = row);
}
#else
  training_step<loss, chain(sgd{}, averaging{0.9}, averaging{0.99})> net;  // expect: is assigned two different values
  (void)net.step(x = row);
}
#endif
