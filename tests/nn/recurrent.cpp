// Recurrent cells, compared with their definitions as loops, step by step and by scan; backpropagation through time.
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using doubles = std::vector<double>;

constexpr int in_size = 3, hidden = 5, steps = 6;

constexpr auto x = input<"x", in_size>;
constexpr auto xs = input<"xs", steps, in_size>;
constexpr auto h = slot<"h", hidden>;
constexpr auto c = slot<"c", hidden>;
constexpr auto h0 = input<"h0", hidden>;
constexpr auto c0 = input<"c0", hidden>;

constexpr auto rnn = rnn_cell<"cell", hidden>(x, h);
constexpr auto gru = gru_cell<"cell", hidden>(x, h);
constexpr auto lstm = lstm_cell<"cell", hidden>(x, h, c);

double sigma(double v) { return 1 / (1 + std::exp(-v)); }

doubles drawn(int count, std::uint64_t stream) {
  doubles v(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = 2 * counter_random::uniform(17, stream, i) - 1;
  return v;
}

struct state {
  doubles h = doubles(hidden), c = doubles(hidden);
};

// The parameters of a cell by name, and PyTorch's formulas on single numbers.
struct definition {
  std::map<std::string, doubles> numbers;

  template <class Program>
  explicit definition(Program& p) {
    p.for_each_parameter(
        [&](const char* name, const shape&, auto values) { numbers[name].assign(values.begin(), values.end()); });
  }

  // Element j of gate k of `v` W + b.
  double part(const char* side, int gates, const doubles& v, int k, int j) const {
    const std::size_t width = static_cast<std::size_t>(gates * hidden), at = static_cast<std::size_t>(k * hidden + j);
    const doubles& w = numbers.at(std::string("cell.weight_") + side);
    double sum = numbers.at(std::string("cell.bias_") + side)[at];
    for (std::size_t i = 0; i < v.size(); ++i) sum += v[i] * w[i * width + at];
    return sum;
  }
  double both(int gates, const doubles& v, const state& s, int k, int j) const {
    return part("ih", gates, v, k, j) + part("hh", gates, s.h, k, j);
  }

  state rnn(const doubles& v, const state& s) const {
    state next;
    for (int j = 0; j < hidden; ++j) next.h[static_cast<std::size_t>(j)] = std::tanh(both(1, v, s, 0, j));
    return next;
  }
  state gru(const doubles& v, const state& s) const {
    state next;
    for (int j = 0; j < hidden; ++j) {
      const std::size_t at = static_cast<std::size_t>(j);
      const double r = sigma(both(3, v, s, 0, j)), z = sigma(both(3, v, s, 1, j));
      const double n = std::tanh(part("ih", 3, v, 2, j) + r * part("hh", 3, s.h, 2, j));
      next.h[at] = (1 - z) * n + z * s.h[at];
    }
    return next;
  }
  state lstm(const doubles& v, const state& s) const {
    state next;
    for (int j = 0; j < hidden; ++j) {
      const std::size_t at = static_cast<std::size_t>(j);
      const double i = sigma(both(4, v, s, 0, j)), f = sigma(both(4, v, s, 1, j));
      const double g = std::tanh(both(4, v, s, 2, j)), o = sigma(both(4, v, s, 3, j));
      next.c[at] = f * s.c[at] + i * g;
      next.h[at] = o * std::tanh(next.c[at]);
    }
    return next;
  }
};

doubles element(const doubles& sequence, int t) {
  return doubles(sequence.begin() + t * in_size, sequence.begin() + (t + 1) * in_size);
}

// h of every step.
template <class Step>
doubles unrolled(const doubles& sequence, state s, Step step) {
  doubles all;
  for (int t = 0; t < static_cast<int>(sequence.size()) / in_size; ++t) {
    s = step(element(sequence, t), s);
    all.insert(all.end(), s.h.begin(), s.h.end());
  }
  return all;
}

template <class A, class B>
void close(const A& found, const B& expected, double tolerance = 1e-13) {
  BOOST_TEST_REQUIRE(std::size(found) == std::size(expected));
  for (std::size_t i = 0; i < std::size(expected); ++i)
    if (!(std::abs(static_cast<double>(found[i]) - static_cast<double>(expected[i])) <= tolerance))
      BOOST_ERROR("element " << i << ": " << found[i] << ", expected " << expected[i]);
}

// Compares a program with state, called once for each step, the same called once for all steps, and a scan.
template <auto Next, auto All, class ByStep, class Step>
void three_ways(Step step) {
  ByStep run{seed{4}};
  const definition truth(run);
  const doubles sequence = drawn(steps * in_size, 1);
  const doubles expected =
      unrolled(sequence, state{}, [&](const doubles& v, const state& s) { return (truth.*step)(v, s); });

  ByStep at_once = run;
  doubles found;
  for (int t = 0; t < steps; ++t) {
    BOOST_TEST_REQUIRE(run.run(x = element(sequence, t)).ok());
    found.insert(found.end(), run[Next].begin(), run[Next].end());
  }
  close(found, expected);

  BOOST_TEST_REQUIRE(at_once.run(x = sequence, Next = found).ok());
  close(found, expected);

  program<All, in<double>> whole{run.parameters()};
  BOOST_TEST_REQUIRE(whole.run(xs = sequence).ok());
  close(whole[All], expected);
}

constexpr auto all_rnn = scan(rnn, each(x, xs), carry(h, rnn));
constexpr auto all_gru = scan(gru, each(x, xs), carry(h, gru));
constexpr auto all_lstm = scan(lstm.h, each(x, xs), carry(h, lstm.h), carry(c, lstm.c));

BOOST_AUTO_TEST_SUITE(recurrent_cells)

BOOST_AUTO_TEST_CASE(agree_with_the_definition_step_by_step_and_by_scan) {
  three_ways<rnn, all_rnn, program<rnn, assign(h, rnn), in<double>>>(&definition::rnn);
  three_ways<gru, all_gru, program<gru, assign(h, gru), in<double>>>(&definition::gru);
  three_ways<lstm.h, all_lstm, program<lstm.h, assign(h, lstm.h), assign(c, lstm.c), in<double>>>(&definition::lstm);
}

// 13 samples in tiles of 5: unused lanes and a partial tile.
BOOST_AUTO_TEST_CASE(samples_with_first_states_of_their_own) {
  constexpr auto all = scan(lstm.h, each(x, xs), carry(h, lstm.h, h0), carry(c, lstm.c, c0));
  program<all, batch<5>> run{seed{5}};
  const definition truth(run);
  constexpr int samples = 13;
  const auto single = [](const doubles& v) { return std::vector<float>(v.begin(), v.end()); };
  const doubles sequences = drawn(samples * steps * in_size, 2), hs = drawn(samples * hidden, 3),
                cs = drawn(samples * hidden, 4);
  std::vector<float> found(samples * steps * hidden);
  BOOST_TEST_REQUIRE(run.run(xs = single(sequences), h0 = single(hs), c0 = single(cs), all = found).ok());
  doubles expected;
  for (int s = 0; s < samples; ++s) {
    const auto part = [s](const doubles& v) {
      const auto size = static_cast<std::ptrdiff_t>(v.size()) / samples;
      return doubles(v.begin() + s * size, v.begin() + (s + 1) * size);
    };
    const doubles one = unrolled(part(sequences), {part(hs), part(cs)},
                                 [&](const doubles& v, const state& now) { return truth.lstm(v, now); });
    expected.insert(expected.end(), one.begin(), one.end());
  }
  close(found, expected, 2e-6);
}

BOOST_AUTO_TEST_CASE(one_step_is_the_cell) {
  constexpr auto one = input<"one", 1, in_size>;
  constexpr auto once = scan(gru, each(x, one), carry(h, gru, h0));
  constexpr auto cell = gru_cell<"cell", hidden>(x, h0);
  constexpr auto slope = grad(sum(square(once)), h0);
  constexpr auto slope_of_cell = grad(sum(square(cell)), h0);
  program<once, slope, in<double>> run{seed{6}};
  program<cell, slope_of_cell, in<double>> plain{run.parameters()};
  const doubles v = drawn(in_size, 5), start = drawn(hidden, 6);
  BOOST_TEST_REQUIRE(run.run(one = v, h0 = start).ok());
  BOOST_TEST_REQUIRE(plain.run(x = v, h0 = start).ok());
  close(run[once], plain[cell]);
  close(run[slope], plain[slope_of_cell]);
}

// The gradient with respect to a weight that every step uses is that of the unrolled steps.
BOOST_AUTO_TEST_CASE(gradients_through_time) {
  constexpr auto pair = input<"pair", 2, in_size>;
  constexpr auto both = scan(gru, each(x, pair), carry(h, gru, h0));
  constexpr auto first = gru_cell<"cell", hidden>(reshape<in_size>(slice<0, 0, 1>(pair)), h0);
  constexpr auto second = gru_cell<"cell", hidden>(reshape<in_size>(slice<0, 1, 2>(pair)), first);
  constexpr auto loss = sum(square(both));
  constexpr auto unrolled_loss = sum(square(first)) + sum(square(second));
  constexpr auto w = parameter<"cell.weight_hh">(unrolled_loss);
  constexpr auto b = parameter<"cell.bias_ih">(unrolled_loss);
  program<loss, grad(loss, w), grad(loss, b), grad(loss, pair), in<double>> run{seed{7}};
  program<unrolled_loss, grad(unrolled_loss, w), grad(unrolled_loss, b), grad(unrolled_loss, pair), in<double>> plain{
      run.parameters()};
  const doubles v = drawn(2 * in_size, 7), start = drawn(hidden, 8);
  BOOST_TEST_REQUIRE(run.run(pair = v, h0 = start).ok());
  BOOST_TEST_REQUIRE(plain.run(pair = v, h0 = start).ok());
  close(run[loss], plain[unrolled_loss]);
  close(run[grad(loss, w)], plain[grad(unrolled_loss, w)]);
  close(run[grad(loss, b)], plain[grad(unrolled_loss, b)]);
  close(run[grad(loss, pair)], plain[grad(unrolled_loss, pair)]);
}

// Layers of cells: a scan along the results of another scan equals both in one body; and a scan backwards in time.
BOOST_AUTO_TEST_CASE(scans_of_scans) {
  constexpr auto y = input<"y", hidden>;
  constexpr auto g = slot<"g", 2>;
  constexpr auto upper = gru_cell<"upper", 2>(y, g);
  constexpr auto layers = scan(upper, each(y, all_gru), carry(g, upper));
  constexpr auto upper_now = gru_cell<"upper", 2>(gru, g);
  constexpr auto in_one_body = scan(upper_now, each(x, xs), carry(h, gru), carry(g, upper_now));
  constexpr auto w = parameter<"cell.weight_ih">(all_gru);
  constexpr auto slope = grad(sum(square(layers)), w);
  constexpr auto slope_of_one = grad(sum(square(in_one_body)), w);
  constexpr auto turned = slice<0, -1, to_end, -1>(xs);
  constexpr auto backwards = slice<0, -1, to_end, -1>(scan(gru, each(x, turned), carry(h, gru)));
  program<layers, in_one_body, slope, slope_of_one, backwards, all_gru, in<double>> run{seed{8}};
  doubles sequence = drawn(steps * in_size, 9), mirrored;
  for (int t = steps - 1; t >= 0; --t)
    for (double v : element(sequence, t)) mirrored.push_back(v);
  BOOST_TEST_REQUIRE(run.run(xs = sequence).ok());
  close(run[layers], run[in_one_body]);
  close(run[slope], run[slope_of_one]);
  const doubles found(run[backwards].begin(), run[backwards].end());
  BOOST_TEST_REQUIRE(run.run(xs = mirrored).ok());
  doubles expected;
  for (int t = steps - 1; t >= 0; --t)
    for (int j = 0; j < hidden; ++j) expected.push_back(run[all_gru][static_cast<std::size_t>(t * hidden + j)]);
  close(found, expected);
}

// Is the sum of the numbers so far positive? To answer this, a cell has to count.
namespace counting {
constexpr int length = 8;
constexpr auto signs = input<"signs", length, 1>;
constexpr auto sign = input<"sign", 1>;
constexpr auto positive = input<"positive", length, 1>;
constexpr auto now = lstm_cell<"lstm", 8>(sign, slot<"h", 8>, slot<"c", 8>);
constexpr auto states = scan(now.h, each(sign, signs), carry(slot<"h", 8>, now.h), carry(slot<"c", 8>, now.c));
constexpr auto loss = binary_cross_entropy(dense<"out", 1>(states), positive);
}  // namespace counting

BOOST_AUTO_TEST_CASE(an_lstm_learns_to_count) {
  using namespace counting;
  constexpr int samples = 1 << length;  // all possible sequences
  std::vector<float> inputs, truth;
  for (int s = 0; s < samples; ++s)
    for (int t = 0, sum = 0; t < length; ++t) {
      inputs.push_back(s >> t & 1 ? 1.f : -1.f);
      sum += s >> t & 1 ? 1 : -1;
      truth.push_back(sum > 0 ? 1.f : 0.f);
    }
  training_step<loss, adam{0.03}, batch<32>> net{seed{1}};
  const float before = net.step(signs = inputs, positive = truth);
  float after = 0;
  for (int i = 0; i < 150; ++i) after = net.step(signs = inputs, positive = truth);
  BOOST_TEST(before > 0.5f);
  BOOST_TEST(after < before / 20);
}

// At compile time: a sum over time, and training through time.
namespace compiled {
constexpr auto line = input<"line", 4>;
constexpr auto point = input<"point">;
constexpr auto total = slot<"total">;
constexpr auto gain = parameter<"gain">;
constexpr auto next = total + gain * point;
constexpr auto sums = scan(next, each(point, line), carry(total, next));
constexpr auto loss = square(sum(sums) - 20_c);
constexpr std::array<float, 4> one_to_four{1, 2, 3, 4};

consteval bool sums_up() {
  program<sums, grad(sum(sums), gain), lanes<1>> run;
  run.for_each_parameter([](const char*, const shape&, auto values) { values[0] = 2; });
  run.run(line = one_to_four);
  const float expected[] = {2, 6, 12, 20};
  bool right = run[grad(sum(sums), gain)][0] == 1 + 3 + 6 + 10;
  for (std::size_t t = 0; t < 4; ++t) right = right && run[sums][t] == expected[t];
  return right;
}
static_assert(sums_up());

consteval bool learns() {
  training_step<loss, sgd{1e-3}, lanes<1>> net;
  for (int i = 0; i < 10; ++i)
    if (!net.step(line = one_to_four).ok()) return false;
  const float g = net[gain][0];
  return g > 0.99f && g < 1.01f;
}
static_assert(learns());
}  // namespace compiled

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
