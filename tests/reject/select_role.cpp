// A part of an optimiser for a role that no parameter has.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto loss = square(dot(w, x));

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
#ifdef FIXED
  training_step<loss, chain(for_role<role::weight>(frozen{}), sgd{})> net;
  (void)net.step(x = row);
}
#else
  training_step<loss, chain(for_role<role::bias>(frozen{}), sgd{})> net;  // expect: for_name selects no parameter
  (void)net.step(x = row);
}
#endif
