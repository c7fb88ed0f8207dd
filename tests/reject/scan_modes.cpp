// Two modes in the body of a scan.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto xs = input<"xs", 10, 3>;
constexpr auto x = input<"x", 3>;
constexpr auto h = slot<"h", 3>;
constexpr auto plain = tanh(x + h);
constexpr auto dropped = tanh(in_training(x + h, x) + h);
#ifdef FIXED
constexpr auto y = scan(plain, each(x, xs), carry(h, plain));
#else
constexpr auto y = scan(dropped, each(x, xs), carry(h, dropped));  // expect: the body has in_training, keeping or
#endif

int main() {
  const float row[30] = {1, 2, 3};
  program<y> p;
  p.run(xs = row);
}
