// A training step whose loss is not finite returns an error and changes nothing: parameters, moments, counters,
// scalars.
#include <limits>

#include "numbers.hpp"

namespace {

using namespace program_tests;

constexpr auto x = input<"x", 3>;
constexpr auto y = input<"y">;
constexpr auto hidden = tanh(dense<"hidden", 5>(x));
constexpr auto loss = mse(reshape(dense<"out", 1>(hidden)), y);
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN(),
                 infinity = std::numeric_limits<double>::infinity();

template <class Net>
auto state(const Net& net) {
  std::vector<unsigned char> bytes(static_cast<std::size_t>(Net::report.state_bytes));
  std::memcpy(bytes.data(), &net, bytes.size());
  return bytes;
}

// Failed steps have no effect: the weights are those of a run without them.
template <auto Optimiser, class... Options>
void unharmed(Options...) {
  using trainer = training_step<loss, Optimiser, Options{}...>;
  using T = typename trainer::value_type;
  trainer net{seed{3}}, other{seed{3}};
  const auto rows = drawn<T>(33, 1), targets = drawn<T>(11, 2);
  for (int i = 0; i < 6; ++i) {
    for (std::size_t at : {0u, 4u, 30u, 32u})
      for (double wrong : {not_a_number, infinity, -infinity}) {
        if (wrong != wrong) {
          auto bad = rows;
          bad[at] = static_cast<T>(wrong);
          const auto before = state(net);
          const auto r = net.step(x = bad, y = targets, scalar<"learning_rate"> = 5);
          BOOST_TEST((r.error.what == fault::loss_not_finite), "element " << at);
          BOOST_TEST(std::string_view(r.error.where) == "loss");
          BOOST_TEST(!std::isfinite(r.error.number));
          BOOST_TEST(std::isnan(T(r)));
          BOOST_TEST((state(net) == before));
        }
        auto bad = targets;
        bad[at / 3] = static_cast<T>(wrong);
        const auto before = state(net);
        BOOST_TEST((net.step(x = rows, y = bad, scalar<"learning_rate"> = 5).error.what == fault::loss_not_finite));
        BOOST_TEST((state(net) == before));
      }
    BOOST_TEST(T(net.step(x = rows, y = targets)) == T(other.step(x = rows, y = targets)));
  }
  BOOST_TEST(same_bits(weights(net), weights(other)));
}

struct counting {
  constexpr void operator()(update& u) const {
    const term t = u.step_slot<"t">(1);
    u.assign(t, t + 1.0);
    u.assign(u.parameter, u.parameter - u.scalar<"learning_rate">(0.1) * u.gradient / t);
  }
};

// A finite loss with a gradient that is not finite.
constexpr auto w = parameter<"w", 40>.with<ones>();
constexpr auto v = input<"v", 40>;
constexpr auto root = sum(sqrt(w * v));
constexpr auto other_weight = parameter<"other">;

}  // namespace

BOOST_AUTO_TEST_SUITE(not_finite)

BOOST_AUTO_TEST_CASE(steps_that_fail_change_nothing) {
  unharmed<sgd{0.1}>();
  unharmed<adam{0.1}>(batch<4>);
  unharmed<adam{0.1}>(batch<16>, in<double>);
  unharmed<counting{}>(batch<3>);
  unharmed<adam{0.1}>(batch<4>, lanes<1>);
  unharmed<adam{0.1}>(batch<4>, check_gradients);
}

BOOST_AUTO_TEST_CASE(the_gradient_only_if_asked_for) {
  const auto good = drawn(80, 1);
  std::vector<float> positive, bad;
  for (float f : good) positive.push_back(f * f + 0.1f);
  training_step<root + square(other_weight), adam{}, batch<2>> blind;
  training_step<root + square(other_weight), adam{}, batch<2>, check_gradients> careful;
  training_step<root + square(other_weight), sgd{}, batch<1>, check_gradients, in<double>> twice_as_careful;
  std::vector<double> wide;
  for (std::size_t at : {0u, 1u, 39u, 40u, 77u, 79u}) {
    bad = positive;
    bad[at] = 0;  // d sqrt(0)
    const auto before = state(careful);
    const auto r = careful.step(v = bad);
    BOOST_TEST(!r.ok());
    BOOST_TEST((r.error.what == fault::gradient_not_finite), describe(r.error.what));
    BOOST_TEST(std::string_view(r.error.where) == "w");
    BOOST_TEST((state(careful) == before));
    wide.assign(bad.begin(), bad.end());
    BOOST_TEST((twice_as_careful.step(v = wide).error.what == fault::gradient_not_finite));
  }
  BOOST_TEST(careful.step(v = positive).ok());
  BOOST_TEST(blind.step(v = bad).ok());
}

// One missing value among 600, before the ReLU of a hidden layer.
BOOST_AUTO_TEST_CASE(a_missing_field) {
  constexpr auto rectified = relu(dense<"hidden", 5>(x));
  constexpr auto miss = mse(reshape(dense<"out", 1>(rectified)), y);
  training_step<miss, sgd{0.1}, batch<16>> net{seed{1}};
  auto rows = drawn(600, 1);
  const auto targets = drawn(200, 2);
  const auto before = weights(net);
  for (std::size_t at : {0u, 299u, 599u}) {
    const float there = rows[at];
    rows[at] = static_cast<float>(not_a_number);
    for (int i = 0; i < 3; ++i) BOOST_TEST((net.step(x = rows, y = targets).error.what == fault::loss_not_finite));
    rows[at] = there;
  }
  BOOST_TEST(same_bits(weights(net), before));
  const float first = net.step(x = rows, y = targets);
  float last = first;
  for (int i = 0; i < 100; ++i) last = net.step(x = rows, y = targets);
  BOOST_TEST(last < first);
}

// The gradient of one parameter among several, in whatever order they are declared.
BOOST_AUTO_TEST_CASE(the_parameter_is_named) {
  constexpr auto p = parameter<"p">;
  constexpr auto q = parameter<"q">;
  constexpr auto r = parameter<"r">;
  constexpr auto z = input<"z">;
  training_step<square(r) + sqrt(z * q) + square(p), sgd{}, check_gradients> net;
  net[q][0] = 1;
  const auto e = net.step(z = 0);
  BOOST_TEST((e.error.what == fault::gradient_not_finite));
  BOOST_TEST(std::string_view(e.error.where) == "q");
}

BOOST_AUTO_TEST_SUITE_END()
