// docs/programs.md: parameters, workspaces, errors, constants, a layer, fast activations, large programs.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

namespace {

namespace parameters {
// [parameters]
constexpr auto x = input<"x", 2>;
constexpr auto y = input<"y", 1>;
constexpr auto out = dense<"out", 1>(tanh(dense<"hidden", 3>(x)));
using trainer = training_step<mse(out, y), adam{}, batch<8>>;
using saved = std::map<std::string, std::vector<float>>;

saved save(const trainer& net) {
  saved all;
  net.for_each_parameter([&](const char* name, const shape& extents, auto values) {
    std::printf("%s: %d axes, %zu numbers\n", name, extents.rank, values.size());
    all[name].assign(values.begin(), values.end());
  });
  return all;
}

void load(trainer& net, const saved& all) {
  net.for_each_parameter([&](const char* name, const shape&, auto values) {
    const std::vector<float>& from = all.at(name);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = from[i];
  });
}
// [/parameters]

void show() {
  // [copy]
  trainer first{seed{1}}, second{seed{2}};
  load(second, save(first));

  program<out> infer{first.parameters()};     // copies the parameters when it is made
  infer.set_parameters(second.parameters());  // and again, whenever they have changed
  // [/copy]
  infer.run(x = std::array{0.5f, 1.0f});
  program<out> other{first.parameters()};
  other.run(x = std::array{0.5f, 1.0f});
  std::printf("the same output: %s\n", infer[out][0] == other[out][0] ? "yes" : "no");
}
}  // namespace parameters

namespace workspaces {
// [workspace]
constexpr auto x = input<"x", 2>;
constexpr auto out = dense<"out", 1>(tanh(dense<"hidden", 3>(x)));
using inference = program<out>;

void show() {
  const inference infer{seed{1}};  // shared by all threads, and never changed
  float results[2];
  auto serve = [&](int client) {
    inference::workspace mine;  // one per thread
    const float sample[] = {0.5f, static_cast<float>(client)};
    require(infer.run(mine, x = sample));
    results[client] = infer.get(mine, out)[0];
  };
  std::thread other(serve, 1);
  serve(0);
  other.join();
  std::printf("two results: %s\n", results[0] != results[1] ? "yes" : "no");
}
// [/workspace]
}  // namespace workspaces

namespace errors {
// [errors]
constexpr auto scores = parameter<"scores", 3>;
constexpr auto label = class_index<"label", 3>;
constexpr auto loss = softmax_cross_entropy(scores, label);

void show() {
  training_step<loss, sgd{0.1}> net;

  const result<float> r = net.step(label = 7);  // as a value
  if (!r.ok()) std::printf("%s: %s, expected less than %ld\n", r.error.where, describe(r.error.what), r.error.expected);

  try {
    require(net.step(label = 7));  // as an exception
  } catch (const call_error& e) {
    std::printf("%s\n", e.what());
  }
}
// [/errors]
}  // namespace errors

namespace constants {
// [constants]
constexpr auto x = input<"x", 3>;
constexpr auto half = 0.5_c * x;               // a literal
constexpr double pi = 3.14159265358979323846;  // any constant of the program
constexpr auto angle = constant<pi> * x;
constexpr auto weighted = table<numbers{1, 2, 3}, 3> * x;  // a constant vector
constexpr auto gain = scalar<"gain", 1.5>;                 // 1.5 until a call binds another number
constexpr auto stretched = gain * x;

void show() {
  program<half, angle, weighted, stretched> run;
  run.run(x = std::array{1.0f, 1.0f, 1.0f}, gain = 4);
  std::printf("%g %.2f %g %g\n", run[half][0], run[angle][0], run[weighted][2], run[stretched][0]);
}
// [/constants]
}  // namespace constants

namespace layers {
// [layer]
// RMS normalisation: x / sqrt(mean(x²) + 1e-5) * gain, for x of shape [features].
template <text Name>
struct rms_norm_t {
  template <class X>
  constexpr auto operator()(X x) const {
    constexpr auto gain = parameter<Name + ".gain", X::shape.back()>.template with<ones, role::scale>();
    return x * rsqrt(mean(square(x)) + 1e-5_c) * gain;
  }
};
template <text Name>
inline constexpr rms_norm_t<Name> rms_norm{};

// A residual block: a layer made of layers.
constexpr auto block = [](auto x) { return x + tanh(dense<"block", 8>(rms_norm<"norm">(x))); };

constexpr auto x = input<"x", 4>;
constexpr auto model = sequential(dense<"in", 8>, block, layer::relu, dense<"out", 1>);
constexpr auto out = model(x);
// [/layer]

void show() {
  program<out> run{seed{1}};
  run.for_each_parameter(
      [](const char* name, const shape&, auto values) { std::printf("%s %zu\n", name, values.size()); });
}
}  // namespace layers

namespace approximated {
// [fast]
constexpr auto x = input<"x", 2>;
constexpr auto h = slot<"h", 16>;
constexpr auto next = gru_cell<"cell", 16>(x, h);
using exact = program<next, assign(h, next)>;
using fast = program<next, assign(h, next), fast_activations>;

void show() {
  exact slow{seed{1}};
  fast quick{slow.parameters()};  // the same model
  float difference = 0;
  for (int t = 0; t < 100; ++t) {
    const std::array sample{static_cast<float>(t % 7 - 3), static_cast<float>(t % 5 - 2)};
    slow.run(x = sample);
    quick.run(x = sample);
    for (std::size_t i = 0; i < 16; ++i) difference = std::max(difference, std::abs(slow[next][i] - quick[next][i]));
  }
  std::printf("the states differ, but by less than 1e-5: %s\n", difference > 0 && difference < 1e-5f ? "yes" : "no");
  for (const char* name : fast::report.approximations) std::printf("approximated by %s\n", name);
}
// [/fast]
}  // namespace approximated

namespace large {
// [large]
constexpr auto x = input<"x", 512>;
constexpr auto y = input<"y", 512>;
constexpr auto loss = mse(dense<"second", 512>(relu(dense<"first", 512>(x))), y);
using trainer = training_step<loss, adam{}, batch<64>>;
static_assert(trainer::report.bytes > 8'000'000);  // as large as a whole stack on many systems

void show() {
  auto net = std::make_unique<trainer>(seed{1});  // on the heap
  std::printf("%ld MB\n", net->report.bytes / 1'000'000);
}
// [/large]
}  // namespace large

}  // namespace

int main() {
  std::puts("== parameters");
  parameters::show();
  std::puts("== workspace");
  workspaces::show();
  std::puts("== errors");
  errors::show();
  std::puts("== constants");
  constants::show();
  std::puts("== layer");
  layers::show();
  std::puts("== fast");
  approximated::show();
  std::puts("== large");
  large::show();
}
