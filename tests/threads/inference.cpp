// Outputs of a program have the same bits on any number of threads, and so has the last tile that it keeps.
#include "networks.hpp"

namespace {

using namespace threads_tests;

constexpr auto size = sum(parameter<"out.bias">(z) + 1_c);  // independent of the samples

template <class T>
struct outputs {
  std::vector<T> logits, losses, size;
  explicit outputs(std::size_t n) : logits(10 * n), losses(n), size(1) {}
  bool operator==(const outputs& o) const {
    return same_bits(logits, o.logits) && same_bits(losses, o.losses) && same_bits(size, o.size);
  }
};

template <int Batch, class T>
void on_any_threads(std::initializer_list<std::size_t> counts) {
  using alone = program<z, loss, size, batch<Batch>, in<T>>;
  using shared = program<z, loss, size, batch<Batch>, in<T>, threads<8>>;
  const auto plain = std::make_unique<alone>(seed{2});
  const auto several = std::make_unique<shared>(plain->parameters());
  const auto own = std::make_unique<typename shared::workspace>();
  for (std::size_t n : counts) {
    const auto inputs = drawn<T>(96 * n, n);
    const auto classes = drawn_classes(n, 10);
    outputs<T> expected(n);
    BOOST_TEST_REQUIRE(
        plain->run(x = inputs, y = classes, z = expected.logits, loss = expected.losses, size = expected.size).ok());
    for (int count : {1, 2, 3, 8}) {
      thread_pool pool(count);
      outputs<T> a(n), b(n);
      BOOST_TEST_REQUIRE(
          several->run(on(pool), x = inputs, y = classes, z = a.logits, loss = a.losses, size = a.size).ok());
      BOOST_TEST((a == expected), count << " threads, samples " << n);
      BOOST_TEST(same_bits((*several)[z], (*plain)[z]));
      const shared& constant = *several;
      BOOST_TEST_REQUIRE(
          constant.run(on(pool), *own, x = inputs, y = classes, z = b.logits, loss = b.losses, size = b.size).ok());
      BOOST_TEST((b == expected), count << " threads, a workspace of the caller's, samples " << n);
      BOOST_TEST(same_bits(constant.get(*own, loss), (*plain)[loss]));
      BOOST_TEST_REQUIRE(several->run(*own, x = inputs, y = classes, z = b.logits).ok());  // even if it is not constant
      BOOST_TEST_REQUIRE(several->run(on(pool), *own, x = inputs, y = classes, z = b.logits).ok());
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(inference)

BOOST_AUTO_TEST_CASE(tiles_of_four_in_float) { on_any_threads<4, float>({1, 3, 4, 5, 8, 13, 64, 601}); }
BOOST_AUTO_TEST_CASE(tiles_of_three_in_double) { on_any_threads<3, double>({1, 2, 10, 100}); }
BOOST_AUTO_TEST_CASE(one_sample_a_tile) { on_any_threads<1, float>({1, 2, 9, 333}); }

// Only the caller's thread is set to flush denormal numbers; the others must do the same.
BOOST_AUTO_TEST_CASE(threads_round_as_the_caller_does) {
  constexpr auto a = input<"a">;
  constexpr auto small = a * 1e-30_c;
  program<small, batch<4>, threads<3>> p;
  const std::vector<float> values(64, 1e-12f);
  std::vector<float> kept(64), flushed(64);
  thread_pool pool(3);
  BOOST_TEST_REQUIRE(p.run(on(pool), a = values, small = kept).ok());
  {
    const simd::flush_denormals here;
    BOOST_TEST_REQUIRE(p.run(on(pool), a = values, small = flushed).ok());
  }
  std::vector<float> again(64);
  BOOST_TEST_REQUIRE(p.run(on(pool), a = values, small = again).ok());
  std::vector<float> alone_kept(64), alone_flushed(64);
  BOOST_TEST_REQUIRE(p.run(a = values, small = alone_kept).ok());
  {
    const simd::flush_denormals here;
    BOOST_TEST_REQUIRE(p.run(a = values, small = alone_flushed).ok());
  }
  BOOST_TEST(same_bits(kept, alone_kept));
  BOOST_TEST(same_bits(again, alone_kept));
  BOOST_TEST(same_bits(flushed, alone_flushed));
}

BOOST_AUTO_TEST_SUITE_END()
