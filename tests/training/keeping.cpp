// State that training leaves behind: slots that a step assigns when it commits, and that programs read.
#include <cmath>
#include <limits>

#include <tapeless/plan/verify.hpp>

#include "plain.hpp"

namespace {

using namespace training_tests;

constexpr auto x = input<"x", 2>;
constexpr auto w = parameter<"w", 2>.with<ones>();
constexpr auto running = slot<"running", 2>;
constexpr auto calls = slot<"calls">;

constexpr auto next = running * 0.75_c + mean_over_samples(x) * 0.25_c;
constexpr auto kept = keeping(keeping(x * w, running, next), calls, calls + 1_c);
constexpr auto loss = sum(square(kept));

using trainer = training_step<loss, sgd{0.125}, batch<4>>;

// The running mean after a call: the mean over all tiles, each weighted with its samples, is the mean over all samples.
numbers_d plain_next(const numbers_d& before, std::span<const float> xs) {
  numbers_d after(2);
  for (std::size_t f = 0; f < 2; ++f) {
    double sum = 0;
    for (std::size_t i = f; i < xs.size(); i += 2) sum += xs[i];
    after[f] = 0.75 * before[f] + 0.25 * sum / static_cast<double>(xs.size() / 2);
  }
  return after;
}

const auto all = drawn(2 * 23, 4);
auto samples(std::size_t count) { return std::span(all).first(2 * count); }

}  // namespace

BOOST_AUTO_TEST_SUITE(keeping_state)

BOOST_AUTO_TEST_CASE(running_means_and_a_counter) {
  trainer net;
  numbers_d expected(2);
  float steps = 0;
  for (std::size_t count : {1u, 3u, 4u, 5u, 8u, 10u, 23u}) {
    BOOST_TEST_REQUIRE(net.step(x = samples(count)).ok());
    expected = plain_next(expected, samples(count));
    close(net[running], expected, 1e-6, static_cast<int>(count));
    BOOST_TEST(net[calls][0] == ++steps);
  }
  // A slot can be written as well.
  net[calls][0] = 100;
  BOOST_TEST_REQUIRE(net.step(x = samples(3)).ok());
  BOOST_TEST(net[calls][0] == 101);
}
BOOST_AUTO_TEST_CASE(the_derivative_is_that_of_the_value) {
  trainer net;
  training_step<sum(square(x * w)), sgd{0.125}, batch<4>> without;
  for (int k = 0; k < 3; ++k) BOOST_TEST(require(net.step(x = samples(7))) == require(without.step(x = samples(7))));
  BOOST_TEST(same_bits(net[w], without[w]));
}
BOOST_AUTO_TEST_CASE(the_same_value_twice_is_one_assignment) {
  constexpr auto twice = keeping(keeping(kept, running, next), calls, 1_c + calls);
  training_step<sum(square(twice)), sgd{0.125}, batch<4>> net;
  trainer once;
  for (int k = 0; k < 2; ++k) {
    BOOST_TEST_REQUIRE(net.step(x = samples(6)).ok());
    BOOST_TEST_REQUIRE(once.step(x = samples(6)).ok());
  }
  BOOST_TEST(same_bits(state_of(net), state_of(once)));
}

BOOST_AUTO_TEST_CASE(a_failed_step_leaves_the_slots) {
  trainer net;
  BOOST_TEST_REQUIRE(net.step(x = samples(7)).ok());
  const auto before = state_of(net);
  auto wrong = copy(samples(7));
  wrong[9] = std::numeric_limits<float>::infinity();
  const auto r = net.step(x = wrong);
  BOOST_TEST((r.error.what == fault::loss_not_finite));
  BOOST_TEST(same_bits(state_of(net), before));
  // Neither do gradients alone.
  BOOST_TEST_REQUIRE(net.gradients(x = samples(5)).ok());
  BOOST_TEST(same_bits(state_of(net), before));
  BOOST_TEST_REQUIRE(net.apply().ok());
  BOOST_TEST(net[calls][0] == 2);
}

// Only gradients are checked and measured; what is kept may be anything.
BOOST_AUTO_TEST_CASE(what_is_kept_is_no_gradient) {
  constexpr auto far = keeping(x * w, running, mean_over_samples(x) * 1e30_c * 1e30_c);
  training_step<sum(far), sgd{0.125}, batch<4>, check_gradients> net;
  const float ones[] = {1, 2, 1, 2, 1, 2};
  BOOST_TEST_REQUIRE(net.gradients(x = ones).ok());
  BOOST_TEST(std::abs(net.gradient_norm() - std::sqrt(5.f)) < 1e-6f);
  BOOST_TEST_REQUIRE(net.apply().ok());
  BOOST_TEST(std::isinf(net[running][0]));
}

BOOST_AUTO_TEST_CASE(programs_take_slots_and_assign_nothing) {
  trainer net;
  for (int k = 0; k < 3; ++k) BOOST_TEST_REQUIRE(net.step(x = samples(10)).ok());
  program<kept, running, batch<4>> infer{net.parameters()};
  program<kept, running, batch<4>, training_mode> sampled{net.parameters()};
  const auto before = copy(net[running]);
  for (int k = 0; k < 2; ++k) {
    BOOST_TEST_REQUIRE(infer.run(x = samples(4)).ok());
    BOOST_TEST_REQUIRE(sampled.run(x = samples(4)).ok());
    BOOST_TEST(same_bits(infer[running], before));
    BOOST_TEST(same_bits(sampled[running], before));
    for (std::size_t i = 0; i < 8; ++i) BOOST_TEST(infer[kept][i] == all[i] * net[w][i % 2]);
  }
}

// Every tile of a call reads the old state, also where the next one is among its own values and depends on no sample.
BOOST_AUTO_TEST_CASE(all_tiles_read_the_old_state) {
  constexpr auto moved = tanh(running * 0.5_c + 0.25_c);
  constexpr auto seen = sum(square(keeping(moved * x * w, running, moved)));
  training_step<seen, sgd{0.125}, batch<32>> at_once;
  thread_pool pool(2);
  const auto compare = [&](auto&& step, auto& net) {
    at_once.reset();
    for (std::size_t count : {3u, 23u, 8u, 17u}) {
      const float all = require(at_once.step(x = samples(count))), in_tiles = step(count);
      BOOST_TEST(std::abs(all - in_tiles) <= 1e-6f * std::abs(all));
      BOOST_TEST(same_bits(net[running], at_once[running]));
    }
  };
  const auto in_tiles = [&]<int N>(std::integral_constant<int, N>) {
    training_step<seen, sgd{0.125}, batch<N>> net;
    static_assert(verify<decltype(net)>());
    compare([&](std::size_t count) { return require(net.step(x = samples(count))); }, net);
  };
  in_tiles(std::integral_constant<int, 1>{});
  in_tiles(std::integral_constant<int, 2>{});
  in_tiles(std::integral_constant<int, 8>{});
  training_step<seen, sgd{0.125}, batch<4>, threads<2>> shared;
  compare([&](std::size_t count) { return require(shared.step(on(pool), x = samples(count))); }, shared);
}

BOOST_AUTO_TEST_CASE(threads_give_the_same_bits) {
  training_step<loss, sgd{0.125}, batch<4>, threads<2>> shared;
  trainer alone;
  thread_pool pool(2);
  for (std::size_t count : {3u, 9u, 23u}) {
    BOOST_TEST_REQUIRE(alone.step(x = samples(count)).ok());
    BOOST_TEST_REQUIRE(shared.step(on(pool), x = samples(count)).ok());
    BOOST_TEST(same_bits(state_of(alone), state_of(shared)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
