// What programs offer, called once: the object must not contain the plan, nor what made it (run.py). Not here:
// first_not_finite, which walks over the plan.
#include <cstdio>

#include <tapeless/io/checkpoint.hpp>
#include <tapeless/nn/attention.hpp>
#include <tapeless/optim/gradients.hpp>
#include <tapeless/program/repeat.hpp>
#include <tapeless/tapeless.hpp>

using namespace tapeless;

namespace {

constexpr auto x = input<"x", 5>;
constexpr auto y = input<"y", 3>;
constexpr auto xs = input<"xs", 9, 5>;
constexpr auto h = slot<"h", 4>;

constexpr auto hidden = dropout<"drop", 0.25>(tanh(dense<"hidden", 7>(x)));
constexpr auto out = batch_norm<"norm">(dense<"out", 3>(hidden));
constexpr auto loss = mean(square(out - y));
constexpr auto next = gru_cell<"gru", 4>(x, h);
constexpr auto deep = repeat<3>([](auto v) { return v + tanh(dense<"block", 5>(v)); })(x);
constexpr auto delayed = sum(delay<"line", 3>(reshape<5, 1>(x)));
constexpr auto looped = sum(scan(next, each(x, xs), carry(h, next))) + sum(self_attention<"a", attention{}>(xs));

float room[2000];
template <std::size_t N>
std::span<float, N> some() {
  return std::span<float, N>(room, N);
}
void print(const char* name, const shape& s, std::span<const float> values) {
  std::printf("%s %d %g\n", name, s.size(), static_cast<double>(values[0]));
}

}  // namespace

int main() {
  auto& net = *new training_step<loss, chain(clip_by_global_norm{1}, adam{}, averaging{}), batch<16>>{seed{7}};
  bool fine = net.step(x = some<16 * 5>(), y = some<16 * 3>()).ok();
  fine = fine && net.gradients(x = some<5 * 5>(), y = some<5 * 3>()).ok() && net.apply().ok();
  net[scalar<"learning_rate">][0] = 0.01f;
  net.for_each_parameter(print);
  net.for_each_state([](const auto& leaf, auto values) { std::printf("%s %zu\n", leaf.name, values.size()); });
  std::printf("%ld FLOP, norm %g\n", net.report.flops, static_cast<double>(net.gradient_norm()));

  auto& infer = *new program<out, hidden>{net.averaged()};
  infer.set_parameters(net.parameters());
  fine = fine && infer.run(x = some<5>()).ok() && infer[out][0] == infer[out][0];

  auto& streams_of = *new program<next, assign(h, next, parameter<"first", 4>), streams<3>>{seed{3}};
  fine = fine && streams_of.run(x = some<6 * 5>(), next = std::span<float>(room).last<6 * 4>()).ok();
  fine = fine && streams_of.reset_stream(1).ok();
  streams_of.reset_state();
  auto& filter = *new program<delayed, live>{seed{3}};
  fine = fine && filter.run(x = some<5>()).ok();
  filter.reset_state();

  auto& loop = *new training_step<looped, sgd{0.1}, batch<4>, threads<2>>{seed{1}};
  fine = fine && loop.step(xs = some<4 * 45>()).ok();
  loop.reset(seed{2});
  auto& blocks = *new program<deep, batch<8>>{seed{1}};
  fine = fine && blocks.run(x = some<8 * 5>()).ok();
  blocks.copy_state(net);
  return fine ? 0 : 1;
}
