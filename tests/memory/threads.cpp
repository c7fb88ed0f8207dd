// A call on several threads does not allocate on any of them. Threads are created with the pool; the first call waits
// until they have started.
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/thread_pool.hpp>

#include "allocation.hpp"

namespace {

using namespace tapeless;
using memory_tests::allocations_of_all;

constexpr auto x = input<"x", 40>;
constexpr auto k = class_index<"k", 5>;
constexpr auto z = dense<"out", 5>(tanh(dense<"hidden", 256>(x)));
constexpr auto loss = softmax_cross_entropy(z, k);

using trainer = training_step<loss, adam{}, batch<8>, threads<3>>;
using inference = program<z, batch<8>, threads<3>>;

}  // namespace

BOOST_AUTO_TEST_SUITE(threads_)

BOOST_AUTO_TEST_CASE(calls_on_threads_do_not_allocate) {
  const std::vector<float> inputs(40 * 60, 0.25f);
  const std::vector<int> classes(60, 3);
  std::vector<float> scores(5 * 60);
  long before = allocations_of_all();
  thread_pool pool(3);
  if (memory_tests::counts) BOOST_TEST(allocations_of_all() > before);
  const auto net = std::make_unique<trainer>(seed{1});
  const auto infer = std::make_unique<inference>(net->parameters());
  const auto own = std::make_unique<inference::workspace>();
  bool ok = net->step(on(pool), x = inputs, k = classes).ok();

  before = allocations_of_all();
  for (int i = 0; i < 20; ++i) {
    ok = ok && net->step(on(pool), x = inputs, k = classes).ok();
    ok = ok && !net->step(on(pool), x = inputs, k = std::span(classes).first(3)).ok();
    ok = ok && infer->run(on(pool), x = inputs, z = scores).ok();
    ok = ok && std::as_const(*infer).run(on(pool, 2), *own, x = inputs).ok();
  }
  BOOST_TEST(allocations_of_all() == before);
  BOOST_TEST(ok);
  static_assert(sizeof(trainer) == trainer::report.bytes && sizeof(inference) == inference::report.bytes);
}

BOOST_AUTO_TEST_SUITE_END()
