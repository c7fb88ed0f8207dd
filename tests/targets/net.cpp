// Inference and training steps, one sample at a time or, with -DWIDE, on all lanes of the machine: machines with the
// same arithmetic and number of lanes print the same bits. Needs only printf: no Boost.Test, no exceptions, no threads.
#include <tapeless/tapeless.hpp>

#include <cstdio>
#include <cstring>

#if defined(WIDE)
#define TRAINING batch<16>
#define INFERENCE batch<16>
#else
#define TRAINING batch<4>, lanes<1>
#define INFERENCE lanes<1>
#endif

namespace {

using namespace tapeless;

constexpr auto x = input<"x", 6>;
constexpr auto y = input<"y", 3>;
constexpr auto hidden = tanh(dense<"hidden", 9>(x));
constexpr auto logits = dense<"out", 3>(relu(dense<"second", 5>(hidden)));
constexpr auto scores = softmax(logits);
constexpr auto loss = softmax_cross_entropy(logits, y);

void print(const char* name, float v) {
  unsigned bits;
  std::memcpy(&bits, &v, sizeof bits);
  std::printf("%s %08x\n", name, bits);
}

training_step<loss, adam{}, TRAINING> net{seed{7}};
float samples[10 * 6], targets[10 * 3];  // ten samples: the last tile is partial

}  // namespace

int main() {
  for (int i = 0; i < 10 * 6; ++i) samples[i] = static_cast<float>((i * 37) % 101) / 32 - 1.5f;
  for (int i = 0; i < 10; ++i) targets[3 * i + i % 3] = 1;
  for (int k = 0; k < 5; ++k) print("loss", static_cast<float>(net.step(x = samples, y = targets)));
  program<scores, INFERENCE> infer{net.parameters()};
  for (int i = 0; i < 10; ++i) {
    if (!infer.run(x = std::span<const float, 6>(samples + 6 * i, 6)).ok()) return 1;
    for (int k = 0; k < 3; ++k) print("score", infer[scores][static_cast<std::size_t>(k)]);
  }
  std::puts("done");
  return 0;
}
