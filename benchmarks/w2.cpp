// Small networks as tapeless generates them, against the peak of one core and against the same step written by hand.
//
//   bash benchmarks/run.sh
#include <cmath>
#include <cstdio>
#include <cstring>
#include <vector>

#include <tapeless/tapeless.hpp>

#include "by_hand.hpp"
#include "measure.hpp"

using namespace tapeless;

namespace w1 {
constexpr auto x = input<"x", 2>;
constexpr auto y = input<"y", 1>;
constexpr auto hidden = tanh(dense<"hidden", 8>(x));
constexpr auto out = sigmoid(dense<"out", 1>(hidden));
constexpr auto loss = mse(out, y);
using trainer = training_step<loss, sgd{}, batch<4>>;
}  // namespace w1

namespace w2 {
constexpr auto x = input<"x", 64>;
constexpr auto y = input<"y", 10>;
constexpr auto h1 = relu(dense<"first", 64>(x));
constexpr auto h2 = relu(dense<"second", 32>(h1));
constexpr auto logits = dense<"out", 10>(h2);
constexpr auto loss = softmax_cross_entropy(logits, y);
using trainer = training_step<loss, adam{}, batch<32>>;
using classifier = program<logits>;
}  // namespace w2

namespace {

// Any numbers, the same on every machine: about -1 to 1.
std::vector<float> any_numbers(std::size_t count) {
  std::vector<float> all(count);
  unsigned state = 12345;
  for (float& x : all) {
    state = state * 1664525u + 1013904223u;
    x = static_cast<float>(state >> 8) / 8388608.f - 1.f;
  }
  return all;
}

// One row of a matrix of tapeless' after the other, with rows of a whole number of vectors.
template <std::size_t N>
void copy_rows(std::span<float, N> from, float* to, std::size_t columns, std::size_t stride) {
  for (std::size_t row = 0; row < N / columns; ++row)
    for (std::size_t i = 0; i < columns; ++i) to[row * stride + i] = from[row * columns + i];
}
template <std::size_t N>
float distance(std::span<float, N> a, const float* b, std::size_t columns, std::size_t stride) {
  float most = 0;
  for (std::size_t row = 0; row < N / columns; ++row)
    for (std::size_t i = 0; i < columns; ++i)
      most = std::fmax(most, std::fabs(a[row * columns + i] - b[row * stride + i]));
  return most;
}

// Calls f(parameter of tapeless', the same by hand, columns, stride) for each parameter.
template <class F>
void each_parameter(w2::trainer& a, by_hand::network& b, F f) {
  using by_hand::padded;
  f(a[parameter<"first.weight">(w2::loss)], b.first.weight.value, 64u, static_cast<std::size_t>(padded(64)));
  f(a[parameter<"first.bias">(w2::loss)], b.first.bias.value, 64u, 64u);
  f(a[parameter<"second.weight">(w2::loss)], b.second.weight.value, 32u, static_cast<std::size_t>(padded(32)));
  f(a[parameter<"second.bias">(w2::loss)], b.second.bias.value, 32u, 32u);
  f(a[parameter<"out.weight">(w2::loss)], b.out.weight.value, 10u, static_cast<std::size_t>(padded(10)));
  f(a[parameter<"out.bias">(w2::loss)], b.out.bias.value, 10u, 10u);
}

// Both must compute the same before either is timed.
bool agree(w2::trainer& a, by_hand::network& b, const std::vector<float>& images, const std::vector<float>& targets) {
  each_parameter(a, b, [](auto from, float* to, std::size_t columns, std::size_t stride) {
    copy_rows(from, to, columns, stride);
  });
  for (int i = 0; i < 20; ++i) {
    const float here = a.step(w2::x = images, w2::y = targets), there = b.step(images.data(), targets.data());
    float most = 0;
    each_parameter(a, b, [&](auto one, const float* other, std::size_t columns, std::size_t stride) {
      most = std::fmax(most, distance(one, other, columns, stride));
    });
    if (std::fabs(here - there) > 1e-5f * std::fabs(here) || most > 2e-5f) {
      std::fprintf(stderr, "step %d: loss %.9g, by hand %.9g; parameters differ by %.3g\n", i, here, there, most);
      return false;
    }
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const char *json = nullptr, *compiler = "this compiler";
  double seconds = 0.005;
  int repetitions = 61;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (!std::strcmp(argv[i], "--json")) json = argv[i + 1];
    else if (!std::strcmp(argv[i], "--compiler")) compiler = argv[i + 1];
    else if (!std::strcmp(argv[i], "--seconds")) seconds = std::atof(argv[i + 1]);
    else if (!std::strcmp(argv[i], "--repetitions")) repetitions = std::atoi(argv[i + 1]);
  }

  const std::vector<float> images = any_numbers(32 * 64);
  std::vector<float> targets(32 * 10);
  for (std::size_t b = 0; b < 32; ++b) targets[b * 10 + b % 10] = 1;

  static w2::trainer generated{seed{7}};
  static by_hand::network manual;
  if (!agree(generated, manual, images, targets)) return 1;

  // So small that parameters stay as they are and gradients alive, however many steps are timed.
  constexpr float still = 1e-12f;
  generated[scalar<"learning_rate">][0] = manual.learning_rate = still;

  static w1::trainer small{seed{7}};
  small[scalar<"learning_rate">][0] = still;
  static w2::classifier infer{generated.parameters()};
  const std::span<const float> pixels(images.data(), 64), some(images.data(), 8), answers(images.data() + 8, 4);

  std::vector<measure::subject> subjects{
      {"FMA peak", measure::peak_flops, measure::peak},
      {"W2 tapeless", static_cast<double>(w2::trainer::report.contraction_flops),
       measure::repeating([&] { generated.step(w2::x = images, w2::y = targets); })},
      {"W2 by hand", static_cast<double>(w2::trainer::report.contraction_flops),
       measure::repeating([&] { manual.step(images.data(), targets.data()); })},
      {"W1 tapeless", static_cast<double>(w1::trainer::report.contraction_flops),
       measure::repeating([&] { small.step(w1::x = some, w1::y = answers); })},
      {"W5 tapeless", static_cast<double>(w2::classifier::report.contraction_flops),
       measure::repeating([&] { infer.run(w2::x = pixels); })},
  };
  measure::run(subjects, repetitions, seconds);

  std::printf("%s, vectors of %d floats\n\n", compiler, simd::lanes<simd::vec<float>>);
  measure::print(subjects);
  std::printf("\nW2: tapeless takes %.2f times as long as by hand, %.2f times by the least times.\n",
              measure::ratio(subjects[1], subjects[2]), subjects[1].fastest() / subjects[2].fastest());
  if (json && !measure::write_json(json, subjects, compiler)) {
    std::fprintf(stderr, "%s: cannot be written\n", json);
    return 1;
  }
}
