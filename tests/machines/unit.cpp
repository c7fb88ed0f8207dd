// One unit of a program for several machines: compiled once for each, with its own flags and its own name MACHINE.
#include <tapeless/tapeless.hpp>

#include <array>

#include "units.hpp"

// [unit]
namespace MACHINE {
namespace {
using namespace tapeless;

constexpr auto x = input<"x", 5>;
constexpr auto y = input<"y", 3>;
constexpr auto hidden = tanh(dense<"hidden", 7>(x));
constexpr auto out = softmax(sqrt(abs(dense<"out", 3>(hidden))) + sin(floor(sum(x))));
constexpr auto loss = mean(square(out - y));
}  // namespace

answers run(const float* samples, const float* targets) {
  training_step<loss, adam{}, batch<16>> net{seed{7}};
  answers a{};
  const std::span<const float, 40 * 5> xs(samples, 40 * 5);
  const std::span<const float, 40 * 3> ys(targets, 40 * 3);
  for (float& l : a.losses) l = net.step(x = xs, y = ys);
  program<out> infer{net.parameters()};
  if (!infer.run(x = xs.first<5>()).ok()) return {};
  for (std::size_t i = 0; i < 3; ++i) a.out[i] = infer[out][i];
  return a;
}
}  // namespace MACHINE
// [/unit]
