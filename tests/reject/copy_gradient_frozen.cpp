// The gradient with respect to a parameter that is frozen.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto v = parameter<"v", 3>;
constexpr auto loss = dot(w + v, x);

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
#ifdef FIXED
  training_step<loss, chain(for_name<"v">(frozen{}), sgd{})> net;
  float slope[3];
  if (net.gradients(x = row).ok()) net.copy_gradient(w, slope);
}
#else
  training_step<loss, chain(for_name<"v">(frozen{}), sgd{})> net;
  float slope[3];
  if (net.gradients(x = row).ok()) net.copy_gradient(v, slope);  // expect: the training step trains no such parameter
}
#endif
