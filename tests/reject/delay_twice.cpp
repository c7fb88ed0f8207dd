// Two delay lines of one name.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 1, 4>;
constexpr auto y = delay<"h", 2>(x) + delay<"h", 2>(2_c * x);
constexpr auto z = delay<"h", 2>(x) + delay<"g", 2>(2_c * x);

int main() {
  const float block[4] = {1, 2, 3, 4};
#ifdef FIXED
  program<z, live> p;
  (void)p.run(x = block);
}
#else
  program<y, live> p;  // expect: remember different values
                       // expect: give one of them another name
  (void)p.run(x = block);
}
#endif
