// Gradients of a training step that is refused: nothing more is said.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto loss = square(dot(w, x));

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
#ifdef FIXED
  training_step<loss, sgd{}> net;
  if (net.gradients(x = row).ok()) (void)net.apply();
  float slope[3];
  net.copy_gradient(w, slope);
  for (float& f : net.totals()) f = net.gradient_norm();
}
#else
  training_step<loss, sgd{-1}> net;  // expect: an argument of the optimiser is out of range
  if (net.gradients(x = row).ok()) (void)net.apply();
  float slope[3];
  net.copy_gradient(w, slope);
  for (float& f : net.totals()) f = net.gradient_norm();
}
#endif
