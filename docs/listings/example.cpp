// The example of the README.
#include <array>
#include <cmath>
#include <cstdio>
#include <span>

namespace {
// Stand-ins for a user's data: 32 images of 64 pixels, of ten classes.
const auto images = [] {
  std::array<float, 32 * 64> v{};
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = static_cast<float>((i / 64 % 10 * 13 + i % 64 * 7) % 17) / 16;
  return v;
}();
const auto labels = [] {
  std::array<float, 32 * 10> v{};
  for (std::size_t i = 0; i < 32; ++i) v[i * 10 + i % 10] = 1;
  return v;
}();
const auto pixels = std::span(images).first<64>();
}  // namespace

// [example]
#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>
using namespace tapeless;

constexpr auto x = input<"x", 64>;
constexpr auto y = input<"y", 10>;

constexpr auto hidden = relu(dense<"hidden", 32>(x));  // parameters hidden.weight, hidden.bias
constexpr auto logits = dense<"out", 10>(hidden);
constexpr auto loss = softmax_cross_entropy(logits, y);

constexpr auto w = parameter<"hidden.weight">(loss);
constexpr auto dw = grad(loss, w);  // an expression with the shape of w

using trainer = training_step<loss, adam{}, batch<32>>;
static_assert(trainer::report.bytes <= 96 * 1024);  // memory, FLOPs and kernels are constants

int main() {
  std::puts(to_string(dw).c_str());  // the formula; also to_latex, to_dot

  trainer net{seed{7}};
  const float first = net.step(x = images, y = labels);  // any number of samples; no allocation
  for (int i = 0; i < 500; ++i) require(net.step(x = images, y = labels));
  const float last = net.step(x = images, y = labels);

  program<logits> infer{net.parameters()};
  require(infer.run(x = pixels));
  const std::span<const float, 10> scores = infer[logits];  // outputs are looked up by expression
  std::printf("loss %.1f, then %.1f; right %s\n", first, last, scores[0] > scores[1] ? "yes" : "no");
}
// [/example]
