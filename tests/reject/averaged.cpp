// Averages of an optimiser that keeps none.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto loss = square(dot(w, x));

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
#ifdef FIXED
  training_step<loss, chain(sgd{}, averaging{})> net;
  (void)net.step(x = row);
  program<loss> p{net.averaged()};
  p.run(x = row);
}
#else
  training_step<loss, sgd{}> net;
  (void)net.step(x = row);
  program<loss> p{net.averaged()};  // expect: averaged(): the optimiser keeps no averages
  p.run(x = row);
}
#endif
