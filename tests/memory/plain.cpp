// The core without exceptions and RTTI: tests/CMakeLists.txt compiles this file with -fno-exceptions -fno-rtti. All
// run-time functions are noexcept.
#include "plain.hpp"

#include <array>
#include <utility>

#include <tapeless/calculus/gradient.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/dense.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/optim/adam.hpp>
#include <tapeless/program/program.hpp>
#include <tapeless/program/training_step.hpp>

#if defined(TAPELESS_TEST_PLAIN) && (defined(__cpp_exceptions) || defined(__cpp_rtti))
#error "tests/CMakeLists.txt: plain.cpp is compiled with -fno-exceptions -fno-rtti"
#endif

namespace {

using namespace tapeless;

constexpr auto x = input<"x", 3>;
constexpr auto k = class_index<"k", 4>;
constexpr auto z = dense<"out", 4>(tanh(dense<"hidden", 7>(x)));
constexpr auto loss = softmax_cross_entropy(z, k);

constexpr auto bias = parameter<"out.bias">(loss);

using trainer = training_step<loss, adam{0.05}, batch<4>>;
using inference = program<z, grad(loss, x), batch<4>>;

constexpr std::array<float, 12> inputs{1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1};
constexpr std::array<int, 4> classes{0, 1, 2, 3};

template <class P>
constexpr bool promises = requires(P p, const P& c, typename P::workspace w, std::span<const float> some,
                                   std::span<float> out) {
  requires noexcept(P{});
  requires noexcept(P{seed{1}});
  requires noexcept(P{c});
  requires noexcept(p = c);
  requires noexcept(c.parameters());
  requires noexcept(p.reset(seed{2}));
};
static_assert(promises<trainer> && promises<inference>);
static_assert(noexcept(std::declval<trainer&>().step(x = inputs, k = classes)));
static_assert(noexcept(std::declval<inference&>().run(x = inputs, k = classes)));
static_assert(noexcept(std::declval<const inference&>().run(std::declval<inference::workspace&>(), x = inputs,
                                                            k = classes)));
static_assert(noexcept(std::declval<const inference&>()[z]));
static_assert(noexcept(std::declval<trainer&>()[bias]));
static_assert(noexcept(std::declval<inference&>().set_parameters(std::declval<trainer&>().parameters())));
static_assert(noexcept(inference{std::declval<trainer&>().parameters()}));

}  // namespace

float memory_tests::train_without_exceptions() noexcept {
  trainer net{seed{1}};
  float last = 0;
  for (int i = 0; i < 100; ++i) last = net.step(x = inputs, k = classes);
  inference infer{net.parameters()};
  if (!infer.run(x = inputs, k = classes).ok()) return 100;
  for (std::size_t s = 0; s < 4; ++s)
    for (std::size_t c = 0; c < 4; ++c)
      if (c != s && infer[z][4 * s + c] >= infer[z][4 * s + s]) return 10;
  return last;
}
