// Memory that is not used by values of a call may contain anything: NaN there does not change any result.
#include "numbers.hpp"

#include <tapeless/ops/gather.hpp>
#include <tapeless/ops/joining.hpp>
#include <tapeless/ops/products.hpp>
#include <tapeless/ops/shaping.hpp>

namespace {

using namespace program_tests;

constexpr auto x = input<"x", 3, 5>;
constexpr auto y = input<"y", 3>;
constexpr auto k = class_index<"k", 5>;
constexpr auto hidden = elu(dense<"hidden", 7>(x));
constexpr auto z = dense<"out", 5>(hidden);
constexpr auto widest = max<1>(softmax(z)) + variance<1>(z) - min<0>(transpose(z));
constexpr auto moved = concat<1>(pad<0, 1, 2>(z), flip<1>(pad<0, 1, 2>(hidden)));
constexpr auto picked = gather<1>(x, k) * y;
constexpr auto square_of = matmul(transpose(x), x);
constexpr auto loss =
    mean(square(sum<1>(z) - y)) + softmax_cross_entropy(sum<0>(z), k) + mean(logsumexp<0>(z)) + sum(square_of);

template <class T>
void poison(T& object) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::memset(static_cast<void*>(&object), 0xff, sizeof object);
}

// Everything in a training step except its state, and the gaps within the state.
template <class Trainer>
void poison_scratch(Trainer& net) {
  using machine = typename Trainer::machine;
  using T = typename Trainer::value_type;
  static_assert(std::is_trivially_copyable_v<Trainer>);
  constexpr std::size_t state = sizeof(program_state<machine>);
  static_assert(sizeof(Trainer) == state + sizeof(typename Trainer::workspace));
  unsigned char* bytes = reinterpret_cast<unsigned char*>(&net);
  std::vector<bool> used(state);
  for (int i = 0; i < machine::nodes.nodes.size; ++i) {
    const node& n = machine::nodes.nodes[i];
    if (machine::layout.where[i] != ir::section::state || n.op->kind != ir::loop::leaf) continue;
    const std::size_t from = static_cast<std::size_t>(machine::layout.offset[i]) * sizeof(T);
    for (std::size_t b = 0; b < static_cast<std::size_t>(n.shape.size()) * sizeof(T); ++b) used[from + b] = true;
  }
  for (std::size_t b = 0; b < sizeof(Trainer); ++b)
    if (b >= state || !used[b]) bytes[b] = 0xff;
}

template <auto... Outputs>
struct inference {
  template <class Program>
  static void check(std::size_t samples) {
    const Program p{seed{5}};
    const auto inputs = drawn(15 * samples, 1), others = drawn(3 * samples, 2);
    std::vector<int> classes(samples);
    for (std::size_t s = 0; s < samples; ++s) classes[s] = static_cast<int>(s * 7 % 5);
    typename Program::workspace clean{}, dirty{};
    poison(dirty);
    BOOST_TEST_REQUIRE(p.run(clean, x = inputs, y = others, k = classes).ok());
    BOOST_TEST_REQUIRE(p.run(dirty, x = inputs, y = others, k = classes).ok());
    int o = 0;
    (
        [&] {
          BOOST_TEST(same_bits(p.get(clean, Outputs), p.get(dirty, Outputs)), "output " << o);
          for (float f : p.get(dirty, Outputs)) BOOST_TEST_REQUIRE(!std::isnan(f));
          ++o;
        }(),
        ...);
  }
};

template <class Trainer>
void train(std::size_t samples) {
  Trainer clean{seed{6}}, dirty{seed{6}};
  for (std::uint64_t step = 0; step < 3; ++step) {
    const auto inputs = drawn(15 * samples, step), others = drawn(3 * samples, 10 + step);
    std::vector<int> classes(samples, static_cast<int>(step));
    poison_scratch(dirty);
    const float a = clean.step(x = inputs, y = others, k = classes),
                b = dirty.step(x = inputs, y = others, k = classes);
    BOOST_TEST(a == b);
  }
  const auto found = weights(dirty);
  BOOST_TEST(same_bits(weights(clean), found));
  for (float f : found) BOOST_TEST_REQUIRE(!std::isnan(f));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(padding)

BOOST_AUTO_TEST_CASE(of_one_sample) {
  inference<widest, moved, picked, square_of, loss,
            grad(loss, x)>::check<program<widest, moved, picked, square_of, loss, grad(loss, x)>>(1);
}

BOOST_AUTO_TEST_CASE(of_tiles) {
  using all = inference<widest, moved, picked, square_of, loss, grad(loss, x)>;
  using tiles = program<widest, moved, picked, square_of, loss, grad(loss, x), batch<5>>;
  for (std::size_t n : {1u, 3u, 5u, 6u, 12u}) all::check<tiles>(n);
}

BOOST_AUTO_TEST_CASE(of_training) {
  for (std::size_t n : {1u, 3u, 5u, 7u}) train<training_step<loss, adam{0.01}, batch<5>>>(n);
  for (std::size_t n : {1u, 2u}) train<training_step<loss, sgd{0.01}>>(n);
}

BOOST_AUTO_TEST_SUITE_END()
