// A value over samples in a program whose tiles hold one.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto m = mean_over_samples(x);

int main() {
  const float row[6] = {1, 2, 3, 4, 5, 6};
#ifdef FIXED
  program<m, batch<2>> p;
  p.run(x = row);
}
#else
  program<m> p;  // expect: needs several samples in a tile
  p.run(x = row);
}
#endif
