// A step in two halves, gradients(...) and apply(), is a step; what stands between them may be read and changed.
#include "plain.hpp"

namespace {

using namespace training_tests;

constexpr auto x = input<"x", 3>;
constexpr auto k = class_index<"k", 4>;
constexpr auto z = dense<"out", 4>(tanh(dense<"hidden", 5>(x)));
constexpr auto loss = softmax_cross_entropy(z, k);
constexpr auto weight = parameter<"hidden.weight">(loss);
constexpr auto correct = equal(argmax(z), k);
constexpr auto other = input<"other">;
constexpr auto distance = square(other - sum(z));
constexpr auto rate = scalar<"learning_rate", 0.05>;

const std::vector<float> inputs = drawn(3 * 21, 1), others = drawn(21, 2);
const std::vector<int> classes{0, 1, 2, 3, 2, 1, 0, 1, 2, 3, 3, 3, 0, 0, 1, 2, 2, 1, 0, 3, 1};
auto rows(std::size_t count) { return std::span(inputs).first(3 * count); }
auto labels(std::size_t count) { return std::span(classes).first(count); }

template <auto Optimiser, auto... Options>
using trainer = training_step<loss, Optimiser, batch<8>, Options...>;

template <class Net, class... On>
void has_the_bits_of_a_step(const On&... executor) {
  Net whole{seed{3}}, halves{seed{3}};
  for (std::size_t count : {1u, 8u, 5u, 21u, 16u}) {
    const float expected = require(whole.step(executor..., x = rows(count), k = labels(count)));
    const auto before = state_of(halves);
    BOOST_TEST(require(halves.gradients(executor..., x = rows(count), k = labels(count))) == expected);
    BOOST_TEST(same_bits(state_of(halves), before));
    BOOST_TEST(require(halves.apply()) == expected);
    BOOST_TEST(same_bits(state_of(halves), state_of(whole)));
    if constexpr (Net::draws) BOOST_TEST(halves.random().step == whole.random().step);
  }
}

// Calls that fail change nothing and leave no gradients behind.
template <class Net>
void has_no_gradients(Net& net) {
  const auto before = state_of(net);
  const auto r = net.apply();
  BOOST_TEST((r.error.what == fault::no_gradients));
  BOOST_TEST(std::isnan(float(r)));
  BOOST_TEST(same_bits(state_of(net), before));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(halves)

BOOST_AUTO_TEST_CASE(both_halves_are_a_step) {
  thread_pool pool(2);
  has_the_bits_of_a_step<trainer<adam{0.05}>>();
  has_the_bits_of_a_step<trainer<chain(clip_by_global_norm{0.1}, add_noise{0.1}, adam{0.05}), check_gradients>>();
  has_the_bits_of_a_step<trainer<adam{0.05}, threads<2>>>(on(pool));
}

BOOST_AUTO_TEST_CASE(apply_needs_gradients) {
  trainer<adam{0.05}> net;
  has_no_gradients(net);
  BOOST_TEST(net.gradients(x = rows(9), k = labels(9)).ok());
  BOOST_TEST(net.apply().ok());
  has_no_gradients(net);  // each once
  BOOST_TEST(net.gradients(x = rows(9), k = labels(9)).ok());
  BOOST_TEST(net.step(x = rows(9), k = labels(9)).ok());
  has_no_gradients(net);
  // A refused call leaves them; one that fails later has overwritten them.
  BOOST_TEST(net.gradients(x = rows(9), k = labels(9)).ok());
  BOOST_TEST(!net.gradients(x = rows(9), k = labels(8)).ok());
  BOOST_TEST(net.apply().ok());
  for (std::size_t count : {5u, 21u}) {
    auto wrong = copy(rows(count));
    wrong.back() = std::numeric_limits<float>::quiet_NaN();
    BOOST_TEST(net.gradients(x = rows(9), k = labels(9)).ok());
    BOOST_TEST(!net.gradients(x = wrong, k = labels(count)).ok());
    has_no_gradients(net);
    BOOST_TEST(net.gradients(x = rows(9), k = labels(9)).ok());
    BOOST_TEST(!net.step(x = wrong, k = labels(count)).ok());
    has_no_gradients(net);
  }
}

// Gradients of one state are not applied to another.
BOOST_AUTO_TEST_CASE(another_state_discards_gradients) {
  trainer<adam{0.05}> net;
  const trainer<adam{0.05}> other{seed{2}};
  const trainer<sgd{0.05}> simple{seed{3}};
  const auto begun = [&] {
    BOOST_TEST(net.gradients(x = rows(9), k = labels(9)).ok());
    return &net;
  };
  begun()->reset();
  has_no_gradients(net);
  begun()->copy_state(other);
  has_no_gradients(net);
  BOOST_TEST(begun()->copy_state(simple) == 5);
  has_no_gradients(net);
  begun()->set_parameters(simple.parameters());
  has_no_gradients(net);
  begun()->discard_gradients();
  has_no_gradients(net);
}

BOOST_AUTO_TEST_CASE(totals_may_be_changed) {
  for (std::size_t count : {7u, 21u}) {
    trainer<sgd{0.05}> net, slower;
    BOOST_TEST(slower.step(x = rows(count), k = labels(count), rate = 0.025).ok());
    BOOST_TEST(net.gradients(x = rows(count), k = labels(count)).ok());
    for (float& total : net.totals()) total *= 0.5f;  // the loss as well
    BOOST_TEST(net.apply().ok());
    BOOST_TEST(same_bits(weights(net), weights(slower)));
  }
  // Totals that are not finite are refused, as in a step, and may be mended.
  trainer<sgd{0.05}, check_gradients> net;
  BOOST_TEST(net.gradients(x = rows(7), k = labels(7)).ok());
  const auto good = copy(net.totals());
  const auto before = state_of(net);
  for (float& total : net.totals()) total = std::numeric_limits<float>::infinity();
  BOOST_TEST((net.apply().error.what == fault::loss_not_finite));
  BOOST_TEST(same_bits(state_of(net), before));
  std::copy(good.begin(), good.end(), net.totals().begin());
  BOOST_TEST(net.apply().ok());
  BOOST_TEST(!same_bits(state_of(net), before));
}

BOOST_AUTO_TEST_CASE(scalars_may_be_bound) {
  trainer<chain(adam{0.05}, decoupled_decay{0.1})> halves, whole;
  for (const double eta : {0.1, 0.02, 0.3}) {
    BOOST_TEST(whole.step(x = rows(13), k = labels(13), rate = eta).ok());
    BOOST_TEST(halves.gradients(x = rows(13), k = labels(13)).ok());
    BOOST_TEST(halves.apply(rate = eta).ok());
    BOOST_TEST(same_bits(state_of(halves), state_of(whole)));
  }
  // A refused number leaves everything, the gradients too.
  BOOST_TEST(halves.gradients(x = rows(13), k = labels(13)).ok());
  const auto before = state_of(halves);
  BOOST_TEST((halves.apply(rate = std::numeric_limits<double>::infinity()).error.what == fault::number_not_finite));
  BOOST_TEST(same_bits(state_of(halves), before));
  BOOST_TEST(halves.apply().ok());
}

BOOST_AUTO_TEST_CASE(gradients_against_differences) {
  training_step<loss, sgd{0.0}, batch<8>, in<double>> net;
  const auto xs = drawn<double>(3 * 13, 1);
  set_weights(net);
  const auto at = in_double(net[weight]);
  const auto loss_at = [&](const numbers_d& w) {
    std::copy(w.begin(), w.end(), net[weight].begin());
    return require(net.gradients(x = xs, k = labels(13)));
  };
  const auto expected = differences(loss_at, at);
  (void)loss_at(at);
  numbers_d found(15);
  net.copy_gradient(weight, std::span<double, 15>(found.data(), 15));
  close(found, expected, 1e-9);
  // The norm of all of them.
  double squares = 0, biases[4], hidden[5], outs[20];
  net.copy_gradient(parameter<"out.bias">(loss), biases);
  net.copy_gradient(parameter<"hidden.bias">(loss), hidden);
  net.copy_gradient(parameter<"out.weight">(loss), outs);
  for (const auto& all :
       {std::span<double>(found), std::span<double>(biases), std::span<double>(hidden), std::span<double>(outs)})
    for (double d : all) squares += d * d;
  BOOST_TEST(std::abs(net.gradient_norm() - std::sqrt(squares)) < 1e-14);
  for (double& total : net.totals()) total *= 2;  // as they stand, also after a sum over machines
  BOOST_TEST(std::abs(net.gradient_norm() - 2 * std::sqrt(squares)) < 1e-14);
  // There is none without gradients that wait: a step has used them up.
  BOOST_TEST(net.apply().ok());
  BOOST_TEST(std::isnan(net.gradient_norm()));
  BOOST_TEST(net.step(x = xs, k = labels(13)).ok());
  BOOST_TEST(std::isnan(net.gradient_norm()));
}

BOOST_AUTO_TEST_CASE(more_from_the_same_pass) {
  training_step<loss, sgd{0.05}, also<correct, distance, z>, batch<8>> net{seed{1}};
  trainer<sgd{0.05}> alone{seed{1}};
  program<loss, correct, distance, z> infer{net.parameters()};
  for (std::size_t count : {3u, 8u, 21u}) {
    infer.set_parameters(net.parameters());
    std::vector<float> hits(count), far(count), outs(4 * count);
    const auto targets = std::span(others).first(count);
    BOOST_TEST(
        infer.run(x = rows(count), k = labels(count), other = targets, correct = hits, distance = far, z = outs).ok());
    BOOST_TEST(require(net.step(x = rows(count), k = labels(count), other = targets)) ==
               require(alone.step(x = rows(count), k = labels(count))));
    BOOST_TEST(same_bits(weights(net), weights(alone)));
    double hit = 0, distances = 0, mean[4]{};
    for (std::size_t i = 0; i < count; ++i) {
      hit += hits[i] / static_cast<double>(count);
      distances += far[i] / static_cast<double>(count);
      for (std::size_t c = 0; c < 4; ++c) mean[c] += outs[4 * i + c] / static_cast<double>(count);
    }
    BOOST_TEST(std::abs(net[correct][0] - hit) < 1e-6);
    BOOST_TEST(std::abs(net[distance][0] - distances) < 1e-5);
    for (std::size_t c = 0; c < 4; ++c) BOOST_TEST(std::abs(net[z][c] - mean[c]) < 1e-6);
  }
}

BOOST_AUTO_TEST_SUITE_END()
