// Recurrent layers over sequences: PyTorch's states and gradients with lengths, stacked, in both directions; cells of
// one's own; both places of a GRU's reset gate, and peepholes, against their formulas.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <boost/hana/for_each.hpp>
#include <boost/test/unit_test.hpp>

#include <tapeless/nn/attention.hpp>
#include <tapeless/program/sequences.hpp>
#include <tapeless/tapeless.hpp>

#include "../ops/compare.hpp"
#include "../reference/recurrent.hpp"

namespace {

using namespace tapeless;
using doubles = std::vector<double>;

constexpr int in_size = 2, hidden = 3, steps = 4, samples = 3;
constexpr auto xs = input<"xs", steps, in_size>;
constexpr auto length = class_index<"length", steps + 1>;
const std::vector<int> lengths{4, 3, 1};

// The numbers of tests/reference/recurrent.py.
doubles rule(int count, int number) {
  doubles v(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) v[static_cast<std::size_t>(i)] = ((i * 37 + 11 * number) % 23 - 11) / 16.0;
  return v;
}
template <class Net>
void set_by_rule(Net& net) {
  std::vector<std::string> names;
  net.for_each_parameter([&](const char* name, const shape&, auto) { names.push_back(name); });
  std::sort(names.begin(), names.end());
  net.for_each_parameter([&](const char* name, const shape& s, auto values) {
    const doubles v = rule(s.size(), static_cast<int>(std::find(names.begin(), names.end(), name) - names.begin()));
    std::copy(v.begin(), v.end(), values.begin());
  });
}
template <int N>
consteval numbers<N> ruled() {
  numbers<N> n;
  for (int i = 0; i < N; ++i) n.value[i] = ((i * 37 + 11 * 200) % 23 - 11) / 16.0;
  return n;
}

constexpr recurrent both{.layers = 2, .bidirectional = true};
constexpr auto factors = table<ruled<steps * 2 * hidden>(), steps, 2 * hidden>;
constexpr auto counted = reshape<steps, 1>(length_mask<steps>(length));

template <auto Y>
void agrees(const std::string& name) {
  constexpr auto y = Y * counted;
  constexpr auto loss = sum(y * factors);
  constexpr auto slope = grad(loss, xs);
  const auto& expected = pytorch::recurrent.at(name);
  const doubles values = rule(samples * steps * in_size, 100);
  BOOST_TEST_CONTEXT(name) {
    program<y, slope, in<double>, batch<2>> run;
    set_by_rule(run);
    doubles found(samples * steps * 2 * hidden), slopes(values.size());
    BOOST_TEST_REQUIRE(run.run(xs = values, length = lengths, y = found, slope = slopes).ok());
    compare::close(found, expected.at("y"), 1e-12);
    compare::close(slopes, expected.at("x"), 1e-11);
    training_step<loss, sgd{1}, in<double>, batch<4>> net;
    set_by_rule(net);
    BOOST_TEST_REQUIRE(net.gradients(xs = values, length = lengths).ok());
    std::size_t seen = 0;
    boost::hana::for_each(parameters(loss), [&](auto w) {
      const std::string full = w.root.leaf->name;
      doubles g(static_cast<std::size_t>(w.root.shape.size()));
      net.copy_gradient(w, std::span<double, decltype(w)::shape.size()>(g));
      for (double& v : g) v *= samples;  // a sum in PyTorch, a mean over samples here
      BOOST_TEST_CONTEXT(full) compare::close(g, expected.at(full.substr(full.find('.') + 1)), 1e-11);
      ++seen;
    });
    BOOST_TEST(expected.size() == seen + 2);
  }
}

BOOST_AUTO_TEST_SUITE(sequences)

BOOST_AUTO_TEST_CASE(padded_sequences_as_in_pytorch) {
  agrees<gru_layer<"net", hidden, both>(xs, length)>("gru");
  agrees<lstm_layer<"net", hidden, both>(xs, length)>("lstm");
  agrees<rnn_layer<"net", hidden, both>(xs, length)>("rnn");
}

// The state stops at the length; without a length, and with one that is the whole, it is the same.
BOOST_AUTO_TEST_CASE(the_state_stops_at_the_length) {
  constexpr auto whole = gru_layer<"net", hidden>(xs);
  constexpr auto part = gru_layer<"net", hidden>(xs, length);
  program<whole, part, in<double>> run{seed{2}};
  doubles values = compare::drawn(steps * in_size, 3);
  for (int n = 0; n <= steps; ++n) {
    BOOST_TEST_REQUIRE(run.run(xs = values, length = n).ok());
    for (std::size_t i = 0; i < steps * hidden; ++i) {
      const std::size_t last = static_cast<std::size_t>(std::max(n - 1, 0)) * hidden + i % hidden;
      const double expected = n == 0 ? 0 : run[whole][std::min(i, last)];
      BOOST_TEST(run[part][i] == expected);
    }
  }
}

// A linear recurrence, the simplest model of a state space: s <- a s + b x, each number with its own decay.
constexpr auto decaying = [](auto x, auto s) { return sigmoid(parameter<"decay", 3>) * s + dense<"in", 3>(x); };
BOOST_AUTO_TEST_CASE(a_cell_of_ones_own) {
  constexpr auto all = recurrence<"memory", 3>(decaying, xs);
  constexpr auto some = recurrence<"memory", 3>(decaying, xs, length);
  program<all, some, in<double>> run{seed{3}};
  const doubles values = compare::drawn(steps * in_size, 4);
  BOOST_TEST_REQUIRE(run.run(xs = values, length = 2).ok());
  const auto decay = run[parameter<"decay", 3>];
  const auto w = run[parameter<"in.weight">(all)];
  doubles s(3);
  for (std::size_t t = 0; t < steps; ++t)
    for (std::size_t j = 0; j < 3; ++j) {
      s[j] = s[j] / (1 + std::exp(-decay[j])) + values[2 * t] * w[j] + values[2 * t + 1] * w[3 + j];
      BOOST_TEST(std::abs(run[all][3 * t + j] - s[j]) < 1e-14);
      BOOST_TEST(run[some][3 * t + j] == run[all][3 * std::min<std::size_t>(t, 1) + j]);
    }
}

constexpr auto x = input<"x", in_size>;
constexpr auto h = input<"h", hidden>;
constexpr auto c = input<"c", hidden>;
double sigma(double v) { return 1 / (1 + std::exp(-v)); }

// v W + b of gate k, element j.
template <class Net, graph G>
double product(const Net& run, expr<G> y, const doubles& v, int k, int j, bool of_x) {
  const auto get = [&](auto w, auto b) {
    const std::size_t width = 3 * hidden, at = static_cast<std::size_t>(k * hidden + j);
    double sum = run[b][at];
    for (std::size_t i = 0; i < v.size(); ++i) sum += v[i] * run[w][i * width + at];
    return sum;
  };
  if (of_x) return get(parameter<"cell.weight_ih">(y), parameter<"cell.bias_ih">(y));
  return get(parameter<"cell.weight_hh">(y), parameter<"cell.bias_hh">(y));
}
BOOST_AUTO_TEST_CASE(a_reset_before_the_product) {
  constexpr auto y = gru_cell<"cell", hidden, reset_gate::before>(x, h);
  program<y, in<double>> run{seed{5}};
  const doubles v = compare::drawn(in_size, 5), state = compare::drawn(hidden, 6);
  BOOST_TEST_REQUIRE(run.run(x = v, h = state).ok());
  doubles reset_state = state;
  for (int j = 0; j < hidden; ++j)
    reset_state[static_cast<std::size_t>(j)] *=
        sigma(product(run, y, v, 0, j, true) + product(run, y, state, 0, j, false));
  for (int j = 0; j < hidden; ++j) {
    const std::size_t at = static_cast<std::size_t>(j);
    const double z = sigma(product(run, y, v, 1, j, true) + product(run, y, state, 1, j, false));
    const double fresh = std::tanh(product(run, y, v, 2, j, true) + product(run, y, reset_state, 2, j, false));
    BOOST_TEST(std::abs(run[y][at] - ((1 - z) * fresh + z * state[at])) < 1e-14);
  }
}

BOOST_AUTO_TEST_CASE(peepholes) {
  constexpr auto next = peephole_lstm_cell<"cell", hidden>(x, h, c);
  constexpr auto plain = lstm_cell<"cell", hidden>(x, h, c);
  constexpr auto see = parameter<"cell.weight_ch">(next.h);
  program<next.h, next.c, in<double>> run{seed{6}};
  program<plain.h, plain.c, in<double>> blind{run.parameters()};
  const doubles v = compare::drawn(in_size, 7), state = compare::drawn(hidden, 8), cell = compare::drawn(hidden, 9);
  BOOST_TEST_REQUIRE(run.run(x = v, h = state, c = cell).ok());
  const auto gate = [&](std::size_t k, std::size_t j, double peep) {
    double sum = peep;
    const auto wi = run[parameter<"cell.weight_ih">(next.h)];
    const auto wh = run[parameter<"cell.weight_hh">(next.h)];
    const std::size_t at = k * hidden + j, width = 4 * hidden;
    sum += run[parameter<"cell.bias_ih">(next.h)][at] + run[parameter<"cell.bias_hh">(next.h)][at];
    for (std::size_t i = 0; i < in_size; ++i) sum += v[i] * wi[i * width + at];
    for (std::size_t i = 0; i < hidden; ++i) sum += state[i] * wh[i * width + at];
    return sum;
  };
  for (std::size_t j = 0; j < hidden; ++j) {
    const double i = sigma(gate(0, j, run[see][j] * cell[j])), f = sigma(gate(1, j, run[see][hidden + j] * cell[j]));
    const double now = f * cell[j] + i * std::tanh(gate(2, j, 0));
    const double out = sigma(gate(3, j, run[see][2 * hidden + j] * now)) * std::tanh(now);
    BOOST_TEST(std::abs(run[next.c][j] - now) < 1e-14);
    BOOST_TEST(std::abs(run[next.h][j] - out) < 1e-14);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
