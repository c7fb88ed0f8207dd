// A training step in training mode.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto loss = square(dot(w, x));

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
#ifdef FIXED
  training_step<loss, sgd{}, batch<2>> net;
  (void)net.step(x = row);
}
#else
  training_step<loss, sgd{}, training_mode> net;  // expect: training_mode, too, is one of program
  (void)net.step(x = row);
}
#endif
