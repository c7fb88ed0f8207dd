// Two rules for one parameter.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto loss = square(dot(w, x));

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
#ifdef FIXED
  training_step<loss, chain(for_name<"w">(sgd{}), for_role<role::weight>(max_norm{}))> net;
  (void)net.step(x = row);
}
#else
  constexpr auto both = chain(for_name<"w">(sgd{}), for_role<role::weight>(adam{0.01}));
  training_step<loss, both> net;  // expect: is assigned two different values
  (void)net.step(x = row);
}
#endif
