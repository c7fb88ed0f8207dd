// A user's program, which finds tapeless only through its package. Learns XOR and reports success.
#include <cstdio>

#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 2>;
constexpr auto y = input<"y", 1>;
constexpr auto out = dense<"out", 1>(tanh(dense<"hidden", 8>(x)));
constexpr auto loss = binary_cross_entropy(out, y);

int main() {
  const float corners[] = {0, 0, 0, 1, 1, 0, 1, 1}, truth[] = {0, 1, 1, 0};
  training_step<loss, adam{0.05}, batch<4>> net{seed{1}};
  for (int i = 0; i < 300; ++i) (void)net.step(x = corners, y = truth);

  program<out, batch<4>> infer{net.parameters()};
  infer.run(x = corners);
  for (std::size_t i = 0; i < 4; ++i)
    if ((infer[out][i] > 0) != (truth[i] > 0.5f)) return 1;
  std::puts("consumer: ok");
}
