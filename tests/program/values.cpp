// A program is a value: two programs from one seed are equal, it may be copied and moved, and may be in any storage.
// One constant program serves several threads.
#include <memory>
#include <thread>

#include "numbers.hpp"

namespace {

using namespace program_tests;

constexpr auto x = input<"x", 6>;
constexpr auto y = input<"y", 4>;
constexpr auto z = dense<"out", 4>(gelu(dense<"hidden", 13>(x)));
constexpr auto loss = softmax_cross_entropy(z, y);

using trainer = training_step<loss, adam{0.02}, batch<7>>;
using inference = program<softmax(z), loss, batch<7>>;

static_assert(std::is_trivially_copyable_v<trainer> && std::is_trivially_copyable_v<inference>);
static_assert(std::is_nothrow_copy_constructible_v<trainer> && std::is_nothrow_move_assignable_v<inference>);

const std::vector<float> inputs = drawn(6 * 30, 1);
const std::vector<float> targets = [] {
  auto t = drawn(4 * 30, 2);
  for (float& f : t) f = f * f;
  return t;
}();

std::vector<float> trained(trainer& net, int steps) {
  for (int i = 0; i < steps; ++i) BOOST_TEST_REQUIRE(net.step(x = inputs, y = targets).ok());
  return weights(net);
}

trainer static_trainer{seed{1}};
constinit inference static_inference{};

}  // namespace

BOOST_AUTO_TEST_SUITE(values)

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_bits) {
  trainer a{seed{1}}, b{seed{1}}, c{seed{2}};
  BOOST_TEST(same_bits(weights(a), weights(b)));
  BOOST_TEST(!same_bits(weights(a), weights(c)));
  BOOST_TEST(same_bits(trained(a, 5), trained(b, 5)));
  inference p{a.parameters()}, q{b.parameters()};
  BOOST_TEST_REQUIRE(p.run(x = inputs, y = targets).ok());
  BOOST_TEST_REQUIRE(q.run(x = inputs, y = targets).ok());
  const auto first = copy(p[softmax(z)]);
  BOOST_TEST(same_bits(first, q[softmax(z)]));
  BOOST_TEST_REQUIRE(p.run(x = inputs, y = targets).ok());
  BOOST_TEST(same_bits(first, p[softmax(z)]));
}

BOOST_AUTO_TEST_CASE(copies_go_on_where_the_original_stood) {
  trainer a{seed{1}};
  trained(a, 3);
  trainer b = a;
  const auto after = trained(a, 4);
  BOOST_TEST(!same_bits(after, weights(b)));
  trainer c = std::move(b), d{seed{8}};
  BOOST_TEST(same_bits(after, trained(c, 4)));
  d = c;
  BOOST_TEST(same_bits(trained(c, 2), trained(d, 2)));
  // The results of the last call are copied too.
  inference p{a.parameters()};
  BOOST_TEST_REQUIRE(p.run(x = inputs, y = targets).ok());
  const inference q = p;
  BOOST_TEST(same_bits(p[loss], q[loss]));
}

BOOST_AUTO_TEST_CASE(static_stack_and_heap) {
  trainer on_stack{seed{1}};
  const auto on_heap = std::make_unique<trainer>(seed{1});
  const auto expected = trained(on_stack, 3);
  BOOST_TEST(same_bits(expected, trained(*on_heap, 3)));
  BOOST_TEST(same_bits(expected, trained(static_trainer, 3)));
  static_inference.set_parameters(on_stack.parameters());
  inference fresh{on_heap->parameters()};
  BOOST_TEST_REQUIRE(static_inference.run(x = inputs, y = targets).ok());
  BOOST_TEST_REQUIRE(fresh.run(x = inputs, y = targets).ok());
  BOOST_TEST(same_bits(static_inference[loss], fresh[loss]));
}

BOOST_AUTO_TEST_CASE(several_threads_share_a_constant_program) {
  const inference shared{seed{3}};
  constexpr std::size_t threads = 4;
  std::vector<std::vector<float>> found(threads, std::vector<float>(4 * 30)), losses(threads, std::vector<float>(30));
  std::vector<std::thread> all;
  for (std::size_t t = 0; t < threads; ++t)
    all.emplace_back([&, t] {
      auto own = std::make_unique<inference::workspace>();
      for (int round = 0; round < 50; ++round)
        if (!shared.run(*own, x = inputs, y = targets, softmax(z) = found[t], loss = losses[t]).ok()) found[t].clear();
    });
  for (std::thread& t : all) t.join();
  inference alone{seed{3}};
  std::vector<float> expected(4 * 30), loss_expected(30);
  BOOST_TEST_REQUIRE(alone.run(x = inputs, y = targets, softmax(z) = expected, loss = loss_expected).ok());
  for (std::size_t t = 0; t < threads; ++t) {
    BOOST_TEST(same_bits(found[t], expected));
    BOOST_TEST(same_bits(losses[t], loss_expected));
  }
}

BOOST_AUTO_TEST_SUITE_END()
