// More values from the same pass, in two options.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto loss = square(dot(w, x));
constexpr auto one = sum(x);
constexpr auto two = sum(w);

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
#ifdef FIXED
  training_step<loss, sgd{}, also<one, two>> net;
  (void)net.step(x = row);
}
#else
  training_step<loss, sgd{}, also<one>, also<two>> net;  // expect: an option is given twice
  (void)net.step(x = row);
}
#endif
