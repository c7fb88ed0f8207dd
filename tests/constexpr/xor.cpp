// Trains a network in constant evaluation, within the compilers' default limits.
#include <array>

#include <tapeless/tapeless.hpp>

using namespace tapeless;

namespace {

constexpr auto x = input<"x", 2>;
constexpr auto y = input<"y">;
constexpr auto answer = reshape<>(dense<"out", 1>(tanh(dense<"hidden", 4>(x))));
constexpr auto loss = square(answer - y);

constexpr std::array<float, 8> questions{0, 0, 0, 1, 1, 0, 1, 1};
constexpr std::array<float, 4> answers{0, 1, 1, 0};

consteval bool learns() {
  training_step<loss, adam{0.2}, lanes<1>, batch<4>> net{seed{2}};
  float before = 0, after = 0;
  for (int i = 0; i < 40; ++i) {
    after = net.step(x = questions, y = answers);
    if (i == 0) before = after;
  }
  program<answer, lanes<1>, batch<4>> infer{net.parameters()};
  infer.run(x = questions);
  bool right = after < before;
  for (std::size_t s = 0; s < 4; ++s) right = right && (infer[answer][s] > 0.5f) == (answers[s] > 0.5f);
  return right;
}
static_assert(learns());

}  // namespace
