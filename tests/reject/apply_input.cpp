// An input is bound by apply.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto loss = square(dot(w, x));

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
#ifdef FIXED
  training_step<loss, sgd{}> net;
  if (net.gradients(x = row).ok()) (void)net.apply(scalar<"learning_rate"> = 0.1);
}
#else
  training_step<loss, sgd{}> net;
  if (net.gradients(x = row).ok()) (void)net.apply(x = row);  // expect: only numbers for run-time scalars
}
#endif
