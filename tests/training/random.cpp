// Random numbers: the same bits however they are computed, other ones for each step and name, and their distributions.
#include "plain.hpp"

namespace {

using namespace training_tests;

constexpr auto x = input<"x", 5>;
constexpr auto w = parameter<"w", 5>.with<ones>();
constexpr auto u = random_uniform<"u", 5>;
constexpr auto n = random_normal<"n", 5>;
constexpr auto b = bernoulli<"b", 0.3, 5>;
constexpr auto dropped = dropout<"d", 0.25>(w * x);

template <class T>
struct drawing {
  std::vector<T> u, n, b, d;
  explicit drawing(std::size_t count) : u(5 * count), n(u), b(u), d(u) {}
  friend bool operator==(const drawing& l, const drawing& r) {
    return same_bits(l.u, r.u) && same_bits(l.n, r.n) && same_bits(l.b, r.b) && same_bits(l.d, r.d);
  }
};
template <auto... Options>
using drawer = program<u, n, b, dropped, training_mode, Options...>;

template <class Program, class... On>
auto draw(Program& p, std::size_t count, const On&... executor) {
  drawing<typename Program::value_type> all(count);
  const auto xs = drawn<typename Program::value_type>(5 * count, 2);
  BOOST_TEST(p.run(executor..., x = xs, u = all.u, n = all.n, b = all.b, dropped = all.d).ok());
  return all;
}

template <class T>
void same_bits_in_any_tile() {
  drawer<in<T>> one{seed{3}};
  drawer<in<T>, batch<4>> four{seed{3}};
  drawer<in<T>, batch<32>> many{seed{3}};
  drawer<in<T>, batch<4>, lanes<1>> plain{seed{3}};
  drawer<in<T>, batch<4>, threads<2>> shared{seed{3}};
  thread_pool pool(2);
  std::vector<drawing<T>> seen;
  for (std::size_t count : {37u, 37u, 3u}) {
    const auto expected = draw(one, count);
    BOOST_TEST((draw(four, count) == expected));
    BOOST_TEST((draw(many, count) == expected));
    BOOST_TEST((draw(plain, count) == expected));
    BOOST_TEST((draw(shared, count, on(pool)) == expected));
    seen.push_back(expected);
  }
  // The next step has other numbers.
  for (std::size_t i = 0; i < seen[0].u.size(); ++i) BOOST_TEST(seen[0].u[i] != seen[1].u[i]);
  BOOST_TEST(!same_bits(seen[0].b, seen[1].b));
  // Seed and step repeat them.
  one.random() = {3, 1};
  BOOST_TEST((draw(one, 37) == seen[1]));
  many.reset(seed{3});
  BOOST_TEST((draw(many, 37) == seen[0]));
  many.reset(seed{4});
  BOOST_TEST(!(draw(many, 37) == seen[0]));
  // A call that leaves the program as it is draws the same numbers again.
  typename drawer<in<T>, batch<4>>::workspace own{};
  const auto xs = drawn<T>(20, 2);
  std::vector<T> first, again;
  for (auto* to : {&first, &again}) {
    BOOST_TEST_REQUIRE(std::as_const(four).run(own, x = xs).ok());
    *to = copy(four.get(own, n));
  }
  BOOST_TEST(same_bits(first, again));
}

// A number as documented: the key is made of seed and name, the counter of block, sample and step.
template <class T>
T documented(std::uint64_t seed, std::uint64_t name, std::uint64_t step, std::uint32_t sample, std::uint32_t element) {
  const std::uint64_t key = mix(seed, name);
  constexpr std::uint32_t per_block = 16 / sizeof(T);
  const auto c = counter_random::philox4x32(
      {element / per_block, sample, static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(step >> 32)},
      {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)});
  const std::uint32_t k = element % per_block;
  if constexpr (sizeof(T) == 4) return static_cast<T>(c[k] >> 8) * 0x1p-24f;
  else return static_cast<T>((std::uint64_t{c[2 * k + 1]} << 32 | c[2 * k]) >> 12) * 0x1p-52;
}
template <class T>
void are_philox() {
  drawer<in<T>, batch<4>> p;
  for (std::uint64_t step : {std::uint64_t{0}, std::uint64_t{7} << 32 | 5}) {
    p.random() = {11, step};
    const auto all = draw(p, 9);
    for (std::uint32_t i = 0; i < 45; ++i)
      BOOST_TEST(all.u[i] == documented<T>(11, hash_text("u"), step, i / 5, i % 5));
    BOOST_TEST(p.random().step == step + 1);
  }
}

// Mean and mean square within five standard errors of what they are.
void has_moments(const std::vector<float>& values, double mean, double square, double variance, double fourth) {
  const double count = static_cast<double>(values.size());
  double sum = 0, squares = 0, neighbours = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += values[i];
    squares += double{values[i]} * values[i];
    if (i > 0) neighbours += (values[i] - mean) * (values[i - 1] - mean);
  }
  BOOST_TEST(std::abs(sum / count - mean) < 5 * std::sqrt(variance / count));
  BOOST_TEST(std::abs(squares / count - square) < 5 * std::sqrt((fourth - square * square) / count));
  BOOST_TEST(std::abs(neighbours / count) < 5 * variance / std::sqrt(count));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(random_numbers)

BOOST_AUTO_TEST_CASE(same_bits_however_computed) {
  same_bits_in_any_tile<float>();
  same_bits_in_any_tile<double>();
}
BOOST_AUTO_TEST_CASE(of_philox) {
  are_philox<float>();
  are_philox<double>();
}
BOOST_AUTO_TEST_CASE(moments_and_bounds) {
  drawer<batch<32>> p{seed{1}};
  const auto all = draw(p, 20000);
  for (float f : all.u) BOOST_TEST_REQUIRE((f >= 0 && f < 1));
  for (float f : all.b) BOOST_TEST_REQUIRE((f == 0 || f == 1));
  for (float f : all.n) BOOST_TEST_REQUIRE(std::abs(f) < 6);
  has_moments(all.u, 0.5, 1 / 3.0, 1 / 12.0, 1 / 5.0);
  has_moments(all.n, 0, 1, 1, 3);
  has_moments(all.b, 0.3, 0.3, 0.21, 0.3);
  // Different names are independent.
  double together = 0;
  for (std::size_t i = 0; i < all.u.size(); ++i) together += (all.u[i] - 0.5) * (all.b[i] - 0.3);
  BOOST_TEST(std::abs(together / 1e5) < 5 * std::sqrt(0.21 / 12 / 1e5));
}
BOOST_AUTO_TEST_CASE(the_gradient_of_dropout_is_its_mask) {
  constexpr auto slope = grad(sum(dropped), x);
  program<dropped, slope, training_mode, batch<4>> p;
  std::vector<float> values(5 * 30), slopes(5 * 30);
  BOOST_TEST_REQUIRE(p.run(x = std::vector<float>(5 * 30, 3.f), dropped = values, slope = slopes).ok());
  int zeros = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    BOOST_TEST((values[i] == 0 || values[i] == 4));
    BOOST_TEST(slopes[i] == (values[i] == 0 ? 0 : static_cast<float>(1 / 0.75)));
    zeros += values[i] == 0;
  }
  BOOST_TEST((zeros > 15 && zeros < 60));
}
BOOST_AUTO_TEST_CASE(a_program_draws_nothing) {
  constexpr auto noisy = gaussian_noise<"g", 0.5>(dropped);
  using inference = program<noisy, batch<4>>;
  for (const node& each : inference::machine::nodes.nodes) BOOST_TEST(!is_leaf(each, ir::role::random));
  inference p;
  const auto xs = drawn(20, 1);
  BOOST_TEST_REQUIRE(p.run(x = xs).ok());
  BOOST_TEST(same_bits(p[noisy], xs));
}

// Exact sums, so that tiles and threads cannot round differently.
BOOST_AUTO_TEST_CASE(of_training_steps) {
  constexpr auto loss = sum(w * bernoulli<"mask", 0.5, 5> * x);
  training_step<loss, sgd{0.0}> one{seed{5}};
  training_step<loss, sgd{0.0}, batch<4>, threads<2>> four{seed{5}};
  training_step<loss, sgd{0.0}, batch<32>> many{seed{5}};
  thread_pool pool(2);
  std::vector<float> xs(5 * 32), seen;
  for (std::size_t i = 0; i < xs.size(); ++i) xs[i] = static_cast<float>(i);
  for (int k = 0; k < 3; ++k) {
    seen.push_back(require(one.step(x = xs)));
    BOOST_TEST(require(four.step(on(pool), x = xs)) == seen.back());
    BOOST_TEST(require(many.step(x = xs)) == seen.back());
  }
  BOOST_TEST(seen[0] != seen[1]);
  BOOST_TEST(seen[1] != seen[2]);
  // A step that fails has used no numbers.
  BOOST_TEST(!one.step(x = std::span(xs).first(3)).ok());
  BOOST_TEST(!many.step(x = std::vector<float>(5, std::numeric_limits<float>::infinity())).ok());
  BOOST_TEST(require(one.step(x = xs)) == require(many.step(x = xs)));
}
// Lanes that only fill up a tile have memory of their own, which may hold anything.
BOOST_AUTO_TEST_CASE(in_a_partly_filled_tile) {
  constexpr auto h = gaussian_noise<"g", 0.5>(exp(5_c * w * x));
  training_step<sum(h * tanh(h)), sgd{1e-9}, batch<16>> net;
  for (std::size_t count : {16u, 11u, 16u, 1u, 3u, 27u}) BOOST_TEST(net.step(x = drawn(5 * count, count)).ok());
}
BOOST_AUTO_TEST_CASE(training_resumes_with_the_same_numbers) {
  using trainer = training_step<sum(square(dropped - 1_c)), chain(add_noise{0.1}, adam{0.01}), batch<8>>;
  trainer net{seed{9}};
  const auto xs = drawn(5 * 20, 3);
  for (int k = 0; k < 3; ++k) BOOST_TEST(net.step(x = xs).ok());
  trainer resumed{seed{1}};
  BOOST_TEST(resumed.copy_state(net) == 5);  // w, its two moments, the counter, the rate
  for (int k = 0; k < 3; ++k) BOOST_TEST(require(net.step(x = xs)) == require(resumed.step(x = xs)));
  BOOST_TEST(same_bits(state_of(net), state_of(resumed)));
}

BOOST_AUTO_TEST_SUITE_END()
