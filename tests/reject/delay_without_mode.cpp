// A delay line in a program that is neither live nor sees whole sequences.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 1, 4>;
constexpr auto y = delay<"h", 2>(x);

int main() {
  const float block[4] = {1, 2, 3, 4};
#ifdef FIXED
  program<y, live> p;
  (void)p.run(x = block);
}
#else
  program<y> p;  // expect: say which, live or batch<N>
                 // expect: each sample is a whole sequence
  (void)p.run(x = block);
}
#endif
