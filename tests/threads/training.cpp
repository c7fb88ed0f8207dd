// A training step has the same bits on any number of threads of any executor, and without threads.
#include "networks.hpp"

namespace {

using namespace threads_tests;

template <auto Optimiser, class T>
using alone = training_step<loss, Optimiser, batch<5>, in<T>>;
template <auto Optimiser, class T>
using shared = training_step<loss, Optimiser, batch<5>, in<T>, threads<8>>;

// Losses and parameters of three steps; `step` makes one.
template <class Net, class Step>
auto trained(Net& net, Step step) {
  std::vector<typename Net::value_type> found;
  for (int i = 0; i < 3; ++i) found.push_back(step(net));
  const auto w = weights(net);
  found.insert(found.end(), w.begin(), w.end());
  return found;
}

template <auto Optimiser, class T>
void on_any_threads(std::initializer_list<std::size_t> counts) {
  thread_pool one(1), two(2), three(3), eight(8);
  in_order first;
  in_reverse last;
  new_threads fresh;
  for (std::size_t n : counts) {
    const auto inputs = drawn<T>(96 * n, n);
    const auto classes = drawn_classes(n, 10);
    const auto expected = [&] {
      auto net = std::make_unique<alone<Optimiser, T>>(seed{3});
      return trained(*net, [&](auto& p) { return p.step(x = inputs, y = classes).value; });
    }();
    BOOST_TEST(std::isfinite(expected[2]));
    auto holds = [&](const char* what, auto&... executor) {
      auto net = std::make_unique<shared<Optimiser, T>>(seed{3});
      const auto found = trained(*net, [&](auto& p) {
        if constexpr (sizeof...(executor) == 0) return p.step(x = inputs, y = classes).value;
        else return p.step(on(executor...), x = inputs, y = classes).value;
      });
      BOOST_TEST(same_bits(found, expected), what << ", samples " << n);
    };
    const int most = 2;
    holds("no executor");
    holds("one thread", one);
    holds("two threads", two);
    holds("three threads", three);
    holds("eight threads", eight);
    holds("two of eight threads", eight, most);
    holds("one thread, in order", first);
    holds("one thread, in reverse", last);
    holds("new threads", fresh);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(training)

BOOST_AUTO_TEST_CASE(momentum_in_float) { on_any_threads<momentum{0.05}, float>({1, 4, 5, 6, 11, 15, 23, 40, 83}); }
BOOST_AUTO_TEST_CASE(adam_in_float) { on_any_threads<adam{}, float>({1, 7, 10, 39}); }
BOOST_AUTO_TEST_CASE(sgd_in_double) { on_any_threads<sgd{}, double>({1, 5, 12, 40, 61}); }

// Steps on different executors may follow each other.
BOOST_AUTO_TEST_CASE(executors_may_change_from_step_to_step) {
  const auto inputs = drawn(96 * 33, 1);
  const auto classes = drawn_classes(33, 10);
  auto plain = std::make_unique<alone<adam{}, float>>(seed{1});
  auto mixed = std::make_unique<shared<adam{}, float>>(seed{1});
  thread_pool two(2), eight(8);
  for (int i = 0; i < 6; ++i) {
    const float expected = plain->step(x = inputs, y = classes, scalar<"learning_rate"> = 0.01 * (i + 1));
    const auto rate = scalar<"learning_rate"> = 0.01 * (i + 1);
    const float found = i % 3 == 0   ? mixed->step(x = inputs, y = classes, rate)
                        : i % 3 == 1 ? mixed->step(on(two), x = inputs, y = classes, rate)
                                     : mixed->step(on(eight), x = inputs, y = classes, rate);
    BOOST_TEST(found == expected);
  }
  BOOST_TEST(same_bits(weights(*mixed), weights(*plain)));
}

// The option with one thread.
BOOST_AUTO_TEST_CASE(memory_for_one_thread) {
  using net = training_step<loss, sgd{}, batch<5>, threads<1>>;
  static_assert(net::report.bytes == alone<sgd{}, float>::report.bytes && net::report.threads == 1);
  static_assert(shared<sgd{}, float>::report.threads == 8);
  static_assert(shared<sgd{}, float>::report.bytes >= net::report.bytes + 7 * net::report.arena_bytes);
  const auto inputs = drawn(96 * 12, 1);
  const auto classes = drawn_classes(12, 10);
  auto a = std::make_unique<net>(seed{1}), b = std::make_unique<net>(seed{1});
  thread_pool pool(2);
  BOOST_TEST(float(a->step(on(pool), x = inputs, y = classes)) == float(b->step(x = inputs, y = classes)));
  BOOST_TEST(same_bits(weights(*a), weights(*b)));
}

BOOST_AUTO_TEST_SUITE_END()
