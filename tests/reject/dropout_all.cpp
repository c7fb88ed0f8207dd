// Dropout of everything.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
#ifdef FIXED
constexpr auto y = dropout<"d", 0.5>(x);
#else
constexpr auto y = dropout<"d", 1.0>(x);  // expect: the probability that an element is dropped, is from 0 to below 1
#endif

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
  program<y> p;
  p.run(x = row);
}
