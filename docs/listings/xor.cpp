// Chapter of the tutorial: XOR, at run time and at compile time.
#include <cstdio>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

// [model]
constexpr auto x = input<"x", 2>;
constexpr auto y = input<"y", 1>;
constexpr auto hidden = tanh(dense<"hidden", 4>(x));
constexpr auto out = dense<"out", 1>(hidden);
constexpr auto loss = binary_cross_entropy(out, y);

constexpr float corners[] = {0, 0, 0, 1, 1, 0, 1, 1};
constexpr float truth[] = {0, 1, 1, 0};
// [/model]

// [compiler]
constexpr int right_answers(int steps) {
  training_step<loss, adam{0.1}, batch<4>, lanes<1>> net{seed{1}};
  for (int i = 0; i < steps; ++i)
    if (!net.step(x = corners, y = truth).ok()) return 0;
  program<out, batch<4>, lanes<1>> infer{net.parameters()};
  infer.run(x = corners);
  int right = 0;
  for (int i = 0; i < 4; ++i) right += (infer[out][static_cast<std::size_t>(i)] > 0) == (truth[i] > 0.5f);
  return right;
}
static_assert(right_answers(30) == 4);  // trained by the compiler
// [/compiler]

// [run]
int main() {
  constexpr auto probability = sigmoid(out);
  training_step<loss, adam{0.1}, batch<4>> net{seed{1}};
  for (int i = 0; i < 200; ++i) require(net.step(x = corners, y = truth));

  program<probability, batch<4>> infer{net.parameters()};
  infer.run(x = corners);
  for (std::size_t i = 0; i < 4; ++i)
    std::printf("%g xor %g = %.1f\n", corners[2 * i], corners[2 * i + 1], infer[probability][i]);
}
// [/run]
