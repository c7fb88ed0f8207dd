// Everything that a program keeps between calls: listed by name, set back, and copied to other programs.
#include "plain.hpp"

namespace {

using namespace training_tests;

constexpr auto x = input<"x", 3>;
constexpr auto gain = scalar<"gain", 2.0>;
constexpr auto hidden = batch_norm<"norm">(dense<"hidden", 4>(x));
constexpr auto loss =
    sum(square(dense<"out", 2>(tanh(hidden)) * gain)) + sum(square(parameter<"table", 2, 2>.as<role::embedding>()));
constexpr auto rate = scalar<"learning_rate", 0.01>;

template <auto Optimiser, auto... Options>
using trainer = training_step<loss, Optimiser, batch<4>, Options...>;
using noisy_adam = trainer<chain(add_noise{0.01}, adam{0.01}, averaging{0.9})>;

const std::vector<float> inputs = drawn(3 * 10, 1);

struct line {
  std::string_view name, owner;
  ir::role kind;
  role part;
  int size;
  friend bool operator==(const line&, const line&) = default;
};
template <class Net>
std::vector<line> lines_of(const Net& net) {
  std::vector<line> all;
  net.for_each_state([&](const state_leaf& s, auto values) {
    BOOST_TEST(static_cast<std::size_t>(s.shape.size()) == values.size());
    all.push_back({s.name, s.owner, s.kind, s.part, s.shape.size()});
  });
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(state)

BOOST_AUTO_TEST_CASE(lists_everything_once) {
  const noisy_adam net;
  const auto found = lines_of(net);
  std::vector<line> expected;
  for (const line& p : {line{"hidden.weight", "", ir::role::parameter, role::weight, 12},
                        line{"hidden.bias", "", ir::role::parameter, role::bias, 4},
                        line{"norm.scale", "", ir::role::parameter, role::scale, 4},
                        line{"norm.shift", "", ir::role::parameter, role::shift, 4},
                        line{"out.weight", "", ir::role::parameter, role::weight, 8},
                        line{"out.bias", "", ir::role::parameter, role::bias, 2},
                        line{"table", "", ir::role::parameter, role::embedding, 4}}) {
    expected.push_back(p);
    for (const char* slot : {"adam.m", "adam.v", "averaging.average"})
      expected.push_back({slot, p.name, ir::role::slot, p.part, p.size});
  }
  for (const char* name : {"adam.t", "averaging.begun"})
    expected.push_back({name, "", ir::role::slot, role::weight, 1});
  for (const char* name : {"norm.mean", "norm.variance"})
    expected.push_back({name, "", ir::role::slot, role::weight, 4});
  for (const char* name : {"gain", "learning_rate"}) expected.push_back({name, "", ir::role::scalar, role::weight, 1});
  BOOST_TEST(found.size() == expected.size());
  for (const line& l : expected)
    BOOST_TEST(std::count(found.begin(), found.end(), l) == 1, l.name << " of " << l.owner);
}

BOOST_AUTO_TEST_CASE(leaves_are_read_and_written_by_name) {
  noisy_adam net;
  constexpr auto mean = slot<"norm.mean", 4>;
  constexpr auto table = parameter<"table">(loss);
  net[mean][2] = 5;
  net[gain][0] = 7;
  net[rate][0] = 0;
  net[table][3] = 9;
  float seen[4]{};
  net.for_each_state([&](const state_leaf& s, auto values) {
    if (s.name == std::string_view("norm.mean")) seen[0] = values[2];
    if (s.name == std::string_view("gain")) seen[1] = values[0];
    if (s.name == std::string_view("learning_rate")) seen[2] = values[0] + 1;
    if (s.name == std::string_view("table") && s.owner[0] == 0) seen[3] = values[3];
  });
  BOOST_TEST((seen[0] == 5 && seen[1] == 7 && seen[2] == 1 && seen[3] == 9));
  BOOST_TEST(std::as_const(net)[mean][2] == 5);
}

BOOST_AUTO_TEST_CASE(reset_gives_the_bits_of_a_new_program) {
  noisy_adam net{seed{1}};
  const auto begun = state_of(net);
  for (int i = 0; i < 3; ++i) BOOST_TEST(net.step(x = inputs, rate = 0.5, gain = 3).ok());
  BOOST_TEST(!same_bits(state_of(net), begun));
  for (std::uint64_t s : {1u, 2u}) {
    noisy_adam fresh{seed{s}};
    net.reset(seed{s});
    BOOST_TEST(same_bits(state_of(net), state_of(fresh)));
    for (int i = 0; i < 2; ++i) BOOST_TEST(require(net.step(x = inputs)) == require(fresh.step(x = inputs)));
    BOOST_TEST(same_bits(state_of(net), state_of(fresh)));
  }
}

BOOST_AUTO_TEST_CASE(copies_between_optimisers_and_precisions) {
  noisy_adam net{seed{1}};
  for (int i = 0; i < 3; ++i) BOOST_TEST(net.step(x = inputs, gain = 3).ok());
  trainer<sgd{0.5}> descent{seed{2}};
  BOOST_TEST(descent.copy_state(net) == 7 + 2 + 2);  // parameters, running statistics, scalars
  BOOST_TEST(same_bits(weights(descent), weights(net)));
  BOOST_TEST(descent[gain][0] == 3);
  BOOST_TEST(descent[rate][0] == 0.01f);

  trainer<chain(adam{0.01}, averaging{0.9}), in<double>> precise{seed{2}};
  BOOST_TEST(precise.copy_state(net) == 7 * 4 + 2 + 2 + 2);
  const auto expected = state_of(net);
  const auto found = state_of(precise);
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) BOOST_TEST(found[i] == expected[i]);

  // There and back again, for training to go on with the same bits. A program that draws no random numbers keeps
  // neither seed nor step.
  noisy_adam back{seed{5}};
  BOOST_TEST(back.copy_state(precise) == 7 * 4 + 2 + 2 + 2);
  back.random() = net.random();
  BOOST_TEST(require(back.step(x = inputs)) == require(net.step(x = inputs)));
  BOOST_TEST(same_bits(state_of(back), state_of(net)));

  // A program has what it computes with.
  program<hidden, batch<4>> infer{seed{3}};
  BOOST_TEST(infer.copy_state(net) == 4 + 2);
  BOOST_TEST(infer.run(x = inputs).ok());
  program<hidden, batch<4>> same{net.parameters()};
  BOOST_TEST(same.run(x = inputs).ok());
  BOOST_TEST(same_bits(infer[hidden], same[hidden]));
}

BOOST_AUTO_TEST_SUITE_END()
