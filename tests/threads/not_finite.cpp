// A shared step whose loss or gradient is not finite changes nothing, whichever thread finds it; an executor that does
// not call the function is an error.
#include <limits>

#include "networks.hpp"

namespace {

using namespace threads_tests;

const std::vector<float> inputs = drawn(96 * 40, 1);
const std::vector<int> classes = drawn_classes(40, 10);
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

template <class Net>
auto state(const Net& net) {
  std::vector<unsigned char> bytes(static_cast<std::size_t>(Net::report.state_bytes));
  std::memcpy(bytes.data(), &net, bytes.size());
  return bytes;
}

struct idle {
  template <class F>
  void run(int, F&&) noexcept {}
};
struct only_strangers {  // calls f only with numbers that were not requested
  template <class F>
  void run(int n, F&& f) noexcept {
    f(-1);
    f(n);
    f(n + 7);
  }
};
struct too_often {
  template <class F>
  void run(int n, F&& f) noexcept {
    for (int i = n; i-- > 0;) f(i), f(i);
    f(n);
  }
};
struct last_alone {
  template <class F>
  void run(int n, F&& f) noexcept {
    f(n - 1);
  }
};

// A large first layer, so that the last phase is shared as well.
constexpr auto wide = dense<"w2", 10>(tanh(dense<"w1", 200>(x)));
constexpr auto wide_loss = softmax_cross_entropy(wide, y);

template <class Net>
void unharmed() {
  const auto net = std::make_unique<Net>(seed{1}), other = std::make_unique<Net>(seed{1});
  for (int threads : {1, 2, 3}) {
    thread_pool pool(threads);
    for (std::size_t sample : {0u, 5u, 36u, 39u}) {
      auto bad = inputs;
      for (std::size_t i = 0; i < 96; ++i) bad[96 * sample + i] = not_a_number;
      const auto before = state(*net);
      const auto r = net->step(on(pool), x = bad, y = classes, scalar<"learning_rate"> = 3);
      BOOST_TEST((r.error.what == fault::loss_not_finite), describe(r.error.what));
      BOOST_TEST(std::isnan(float(r)));
      BOOST_TEST((state(*net) == before));
      BOOST_TEST(float(net->step(on(pool), x = inputs, y = classes)) == float(other->step(x = inputs, y = classes)));
      BOOST_TEST((state(*net) == state(*other)));
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(not_finite)

BOOST_AUTO_TEST_CASE(of_small_steps) { unharmed<training_step<loss, adam{}, batch<4>, threads<3>>>(); }
BOOST_AUTO_TEST_CASE(of_steps_that_share_their_last_phase) {
  unharmed<training_step<wide_loss, adam{}, batch<8>, threads<3>>>();
  unharmed<training_step<wide_loss, adam{}, batch<8>, threads<3>, check_gradients>>();
}

BOOST_AUTO_TEST_CASE(of_gradients) {
  constexpr auto w = parameter<"w", 96>.with<ones>();
  const auto net =
      std::make_unique<training_step<sum(sqrt(w * square(x))), adam{}, batch<4>, threads<3>, check_gradients>>();
  thread_pool pool(3);
  auto bad = inputs;
  bad[96 * 17 + 3] = 0;
  const auto before = state(*net);
  const auto r = net->step(on(pool), x = bad);
  BOOST_TEST((r.error.what == fault::gradient_not_finite), describe(r.error.what));
  BOOST_TEST((state(*net) == before));
  BOOST_TEST(net->step(on(pool), x = inputs).ok());
}

BOOST_AUTO_TEST_CASE(of_executors) {
  using trainer = training_step<loss, adam{}, batch<4>, threads<3>>;
  const auto net = std::make_unique<trainer>(seed{1}), other = std::make_unique<trainer>(seed{1});
  idle none;
  only_strangers strangers;
  const auto before = state(*net);
  const auto idles = [&](auto& executor) {
    const auto r = net->step(on(executor), x = inputs, y = classes, scalar<"learning_rate"> = 3);
    BOOST_TEST((r.error.what == fault::executor_idle), describe(r.error.what));
    BOOST_TEST(std::isnan(float(r)));
    BOOST_TEST((state(*net) == before));
  };
  idles(none);
  idles(strangers);
  for (int most : {0, -1, -100}) {
    thread_pool pool(2);
    const auto r = net->step(on(pool, most), x = inputs, y = classes);
    BOOST_TEST((r.error.what == fault::no_threads));
    BOOST_TEST(r.error.found == most);
    BOOST_TEST((state(*net) == before));
  }
  program<z, batch<4>, threads<3>> p{seed{1}};
  std::vector<float> out(400, 7.0f);
  BOOST_TEST((p.run(on(none), x = inputs, z = out).error.what == fault::executor_idle));
  for (float f : out) BOOST_TEST(f == 7.0f);
  // Unusual executors that do their work.
  too_often eager;
  last_alone lonely;
  BOOST_TEST(float(net->step(on(eager), x = inputs, y = classes)) == float(other->step(x = inputs, y = classes)));
  BOOST_TEST(float(net->step(on(lonely), x = inputs, y = classes)) == float(other->step(x = inputs, y = classes)));
  BOOST_TEST((state(*net) == state(*other)));
}

BOOST_AUTO_TEST_SUITE_END()
