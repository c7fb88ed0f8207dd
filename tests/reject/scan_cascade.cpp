// A cell of the wrong size: the scan and the program that use it cause no further messages.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto xs = input<"xs", 10, 3>;
constexpr auto x = input<"x", 3>;
constexpr auto h = slot<"h", 16>;
constexpr auto c = slot<"c", 16>;
#ifdef FIXED
constexpr auto next = lstm_cell<"lstm", 16>(x, h, c);
#else
constexpr auto next = lstm_cell<"lstm", 8>(x, h, c);  // expect: lstm_cell<name, hidden>(x, h, c): x is a vector [in], h and c the state, [hidden]
                                                      // expect: tensor<3>
                                                      // expect: tensor<16>
#endif
constexpr auto hs = scan(next.h, each(x, xs), carry(h, next.h), carry(c, next.c));

int main() {
  float many[30]{};
  program<hs, sum(square(hs))> p;
  p.run(xs = many);
}
