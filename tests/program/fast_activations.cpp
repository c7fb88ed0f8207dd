// The option fast_activations: a program with it is the plain evaluation with the approximated functions, and gradients
// are the exact formulas at approximated values; in scans, training steps, live programs, and for users' operations.
#include <array>
#include <limits>
#include <string>

#include <tapeless/plan/verify.hpp>
#include <tapeless/print/not_finite.hpp>
#include <tapeless/print/plan.hpp>
#include <tapeless/program/repeat.hpp>
#include <tapeless/simd/rational.hpp>

#include "numbers.hpp"

namespace {

using namespace program_tests;

constexpr int size = 11, hidden = 5, inputs = 3, steps = 4;
constexpr auto x = input<"x", size>;

double t(double v) { return simd::rational_tanh(v); }
double s(double v) { return simd::rational_sigmoid(v); }

std::vector<double> far_drawn(std::size_t count, std::uint64_t stream) {
  std::vector<double> v = drawn<double>(count, stream);
  for (double& each : v) each *= 9;
  return v;
}
template <class F>
std::vector<double> mapped(const std::vector<double>& v, F f) {
  std::vector<double> all;
  for (const double each : v) all.push_back(f(each));
  return all;
}
double largest_difference(const auto& a, const auto& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(double(a[i]) - double(b[i])));
  return most;
}

constexpr auto squashed = tanh(x);
constexpr auto opened = sigmoid(x);
constexpr auto slope = grad(sum(squashed), x);
constexpr auto curvature = grad(sum(slope), x);
constexpr auto slope_of_sigmoid = grad(sum(opened), x);

// Names in a report.
template <class P>
bool approximates(std::initializer_list<std::string_view> names) {
  const auto& found = P::report.approximations;
  bool same = found.size == static_cast<int>(names.size());
  for (const std::string_view name : names) {
    bool there = false;
    for (const char* each : found) there = there || name == each;
    same = same && there;
  }
  return same;
}
template <class P>
bool shows(std::string_view words) {
  return plan_text<P>().find(words) != std::string_view::npos;
}

// A recurrent cell, alone and along sequences.
constexpr auto now = input<"now", inputs>;
constexpr auto all = input<"all", steps, inputs>;
constexpr auto h = slot<"h", hidden>;
constexpr auto c = slot<"c", hidden>;
constexpr auto gru = gru_cell<"gru", hidden>(now, h);
constexpr auto lstm = lstm_cell<"lstm", hidden>(now, h, c);
constexpr auto along = scan(gru, each(now, all), carry(h, gru));
constexpr auto along_lstm = scan(lstm.h, each(now, all), carry(h, lstm.h), carry(c, lstm.c));

}  // namespace

BOOST_AUTO_TEST_SUITE(fast_activations_of_programs)

// Bit for bit, in every width, for any number of samples.
template <class T, auto... Options>
void values_are_those_of_the_functions() {
  const std::vector<double> wide = far_drawn(size * 7, 1);
  const std::vector<T> v(wide.begin(), wide.end());
  std::vector<T> tanhs(v.size()), sigmoids(v.size());
  program<squashed, opened, in<T>, fast_activations, Options...> run;
  BOOST_TEST_REQUIRE(run.run(x = v, squashed = tanhs, opened = sigmoids).ok());
  int differing = 0;
  for (std::size_t i = 0; i < v.size(); ++i)
    differing += tanhs[i] != simd::rational_tanh(v[i]) || sigmoids[i] != simd::rational_sigmoid(v[i]);
  BOOST_TEST(differing == 0);
}
BOOST_AUTO_TEST_CASE(values_have_the_bits_of_the_functions) {
  values_are_those_of_the_functions<float>();
  values_are_those_of_the_functions<double>();
  values_are_those_of_the_functions<float, lanes<1>>();
  values_are_those_of_the_functions<float, batch<1>>();
  values_are_those_of_the_functions<float, batch<4>, training_mode>();
  values_are_those_of_the_functions<double, batch<16>, lanes<1>>();
  values_are_those_of_the_functions<float, batch<16>, threads<2>>();
}

// The exact functions stay in the program beside.
BOOST_AUTO_TEST_CASE(other_programs_keep_the_exact_functions) {
  const std::vector<double> v = far_drawn(size, 1);
  program<squashed, in<double>> exact;
  program<squashed, in<double>, fast_activations> fast;
  BOOST_TEST_REQUIRE(exact.run(x = v).ok());
  BOOST_TEST_REQUIRE(fast.run(x = v).ok());
  close(exact[squashed], mapped(v, [](double a) { return std::tanh(a); }), 1e-15);
  const double off = largest_difference(exact[squashed], fast[squashed]);
  BOOST_TEST((off > 1e-8 && off < 1.3e-6));
}

BOOST_AUTO_TEST_CASE(derivatives_are_the_exact_formulas_at_approximated_values) {
  const std::vector<double> v = far_drawn(size, 2);
  program<squashed, opened, slope, curvature, slope_of_sigmoid, in<double>, fast_activations> run;
  BOOST_TEST_REQUIRE(run.run(x = v).ok());
  close(run[slope], mapped(v, [](double a) { return 1 - t(a) * t(a); }), 1e-15);
  close(run[curvature], mapped(v, [](double a) { return -2 * t(a) * (1 - t(a) * t(a)); }), 1e-15);
  close(run[slope_of_sigmoid], mapped(v, [](double a) { return s(a) * (1 - s(a)); }), 1e-15);
  BOOST_TEST(verify<decltype(run)>());
}

BOOST_AUTO_TEST_CASE(what_is_composed_of_them_follows) {
  constexpr auto a = silu(x);
  constexpr auto b = gelu_tanh(x);
  constexpr auto d = mish(x);
  constexpr auto e = gelu(x);
  constexpr auto f = log_sigmoid(x);
  const std::vector<double> v = far_drawn(size, 3);
  program<a, b, d, e, f, in<double>, fast_activations> run;
  BOOST_TEST_REQUIRE(run.run(x = v).ok());
  close(run[a], mapped(v, [](double z) { return z * s(z); }), 1e-14);
  close(run[b],
        mapped(v, [](double z) { return z * s(2 * std::sqrt(2 * std::numbers::inv_pi) * (z + 0.044715 * z * z * z)); }),
        1e-13);
  close(run[d], mapped(v, [](double z) { return z * t(simd::softplus(z)); }), 1e-14);
  close(run[e], mapped(v, [](double z) { return z * simd::normal_cdf(z); }), 1e-14);  // not composed of them
  close(run[f], mapped(v, [](double z) { return -simd::softplus(-z); }), 1e-14);
}

BOOST_AUTO_TEST_CASE(not_a_number_and_infinities_pass) {
  const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  std::vector<float> v(size);
  v[0] = nan, v[1] = inf, v[2] = -inf, v[3] = 1e-44f;
  program<squashed, opened, fast_activations> run;
  BOOST_TEST_REQUIRE(run.run(x = v).ok());
  BOOST_TEST((std::isnan(run[squashed][0]) && std::isnan(run[opened][0])));
  BOOST_TEST((run[squashed][1] == 1 && run[opened][1] == 1 && run[squashed][2] == -1 && run[opened][2] == 0));
  BOOST_TEST((run[squashed][3] == v[3] && run[opened][3] == 0.5f));
}

// A gradient is that of the loss by differences, as far as the errors of the functions allow; a step is the exact
// formula at approximated values.
BOOST_AUTO_TEST_CASE(training_steps) {
  constexpr auto w = parameter<"w", size>;
  constexpr auto target = input<"target">;
  constexpr auto guess = tanh(dot(w, x));
  constexpr auto loss = square(sigmoid(guess) - target);
  training_step<loss, sgd{0.5}, in<double>, batch<4>, fast_activations, also<guess>, check_gradients> net{seed{3}};
  const std::vector<double> v = drawn<double>(6 * size, 4), wanted = drawn<double>(6, 5), before = weights(net);
  std::vector<double> expected = before;
  double mean = 0, mean_guess = 0;
  for (std::size_t n = 0; n < 6; ++n) {
    double z = 0;
    for (std::size_t i = 0; i < size; ++i) z += before[i] * v[n * size + i];
    const double y = t(z), p = s(y), g = 2 * (p - wanted[n]) * p * (1 - p) * (1 - y * y) / 6;
    for (std::size_t i = 0; i < size; ++i) expected[i] -= 0.5 * g * v[n * size + i];
    mean += (p - wanted[n]) * (p - wanted[n]) / 6;
    mean_guess += y / 6;
  }
  const auto r = net.step(x = v, target = wanted);
  BOOST_TEST_REQUIRE(r.ok());
  BOOST_TEST(std::abs(r.value - mean) < 1e-15);
  BOOST_TEST(std::abs(net[guess][0] - mean_guess) < 1e-15);
  close(weights(net), expected, 1e-15);
  BOOST_TEST(verify<decltype(net)>());
  BOOST_TEST(approximates<decltype(net)>({"rational_tanh", "rational_sigmoid"}));
}

// State that moves on, a scan, and both by hand.
BOOST_AUTO_TEST_CASE(bodies_of_scans) {
  using by_step = program<gru, assign(h, gru), in<double>, fast_activations>;
  using whole = program<along, in<double>, fast_activations>;
  by_step run{seed{4}};
  whole fast{run.parameters()};
  program<along, in<double>> exact{run.parameters()};
  const std::vector<double> v = far_drawn(steps * inputs, 6);
  std::vector<double> found(steps * hidden);
  BOOST_TEST_REQUIRE(run.run(now = v, gru = found).ok());
  BOOST_TEST_REQUIRE(fast.run(all = v).ok());
  BOOST_TEST_REQUIRE(exact.run(all = v).ok());
  close(fast[along], found, 1e-14);
  const double off = largest_difference(fast[along], exact[along]);
  BOOST_TEST((off > 1e-8 && off < 1e-5));
  BOOST_TEST(approximates<whole>({"rational_tanh", "rational_sigmoid"}));
  BOOST_TEST(verify<whole>());

  using other = program<along_lstm, in<double>, fast_activations>;
  other lstm_along{seed{5}};
  program<lstm.h, assign(h, lstm.h), assign(c, lstm.c), in<double>, fast_activations> lstm_by_step{
      lstm_along.parameters()};
  BOOST_TEST_REQUIRE(lstm_along.run(all = v).ok());
  BOOST_TEST_REQUIRE(lstm_by_step.run(now = v, lstm.h = found).ok());
  close(lstm_along[along_lstm], found, 1e-14);
}

// Backpropagation through time: the body of the way back is approximated as the body itself.
BOOST_AUTO_TEST_CASE(gradients_through_time) {
  constexpr auto pair = input<"pair", 2, inputs>;
  constexpr auto start = input<"start", hidden>;
  constexpr auto both = scan(gru, each(now, pair), carry(h, gru, start));
  constexpr auto one = gru_cell<"gru", hidden>(reshape<inputs>(slice<0, 0, 1>(pair)), start);
  constexpr auto two = gru_cell<"gru", hidden>(reshape<inputs>(slice<0, 1, 2>(pair)), one);
  constexpr auto loss = sum(square(both));
  constexpr auto plain = sum(square(one)) + sum(square(two));
  constexpr auto w = parameter<"gru.weight_hh">(plain);
  using scanned = program<loss, grad(loss, w), grad(loss, pair), in<double>, fast_activations>;
  scanned run{seed{7}};
  program<plain, grad(plain, w), grad(plain, pair), in<double>, fast_activations> unrolled{run.parameters()};
  program<grad(loss, w), in<double>> exact{run.parameters()};
  const std::vector<double> v = drawn<double>(2 * inputs, 7), from = drawn<double>(hidden, 8);
  BOOST_TEST_REQUIRE(run.run(pair = v, start = from).ok());
  BOOST_TEST_REQUIRE(unrolled.run(pair = v, start = from).ok());
  BOOST_TEST_REQUIRE(exact.run(pair = v, start = from).ok());
  close(run[loss], unrolled[plain], 1e-14);
  close(run[grad(loss, w)], unrolled[grad(plain, w)], 1e-14);
  close(run[grad(loss, pair)], unrolled[grad(plain, pair)], 1e-14);
  const double off = largest_difference(run[grad(loss, w)], exact[grad(loss, w)]);
  BOOST_TEST((off > 1e-9 && off < 1e-5));
  BOOST_TEST(verify<scanned>());
}

BOOST_AUTO_TEST_CASE(repeated_blocks_and_training_through_time) {
  constexpr auto block = [](auto z) { return tanh(dense<"layer", hidden>(z)); };
  constexpr auto deep = repeat<3>(block)(slice<0, 0, hidden>(x));
  constexpr auto loss = sum(square(deep)) + sum(square(along));
  using trainer = training_step<loss, sgd{0.1}, in<double>, batch<3>, fast_activations>;
  trainer net{seed{8}};
  training_step<loss, sgd{0.1}, in<double>, batch<3>> exact{seed{8}};
  program<deep, in<double>, fast_activations> values{net.parameters()};
  const std::vector<double> v = drawn<double>(5 * size, 9), w = drawn<double>(5 * steps * inputs, 10);
  BOOST_TEST_REQUIRE(values.run(x = std::span(v).first(size)).ok());
  const auto stack = weights(values);  // weights, then biases of all layers
  std::vector<double> z(v.begin(), v.begin() + hidden);
  for (std::size_t layer = 0; layer < 3; ++layer) {
    std::vector<double> next(hidden);
    for (std::size_t j = 0; j < hidden; ++j) {
      double total = stack[3 * hidden * hidden + layer * hidden + j];
      for (std::size_t i = 0; i < hidden; ++i) total += z[i] * stack[(layer * hidden + i) * hidden + j];
      next[j] = t(total);
    }
    z = next;
  }
  close(values[deep], z, 1e-14);
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST_REQUIRE(net.step(x = v, all = w).ok());
    BOOST_TEST_REQUIRE(exact.step(x = v, all = w).ok());
  }
  const double off = largest_difference(weights(net), weights(exact));
  BOOST_TEST((off > 1e-10 && off < 1e-4));
  BOOST_TEST(verify<trainer>());
}

BOOST_AUTO_TEST_CASE(reports_and_plans_say_so) {
  using fast = program<squashed, fast_activations>;
  using exact = program<squashed, opened>;
  using neither = program<exp(x), fast_activations>;
  BOOST_TEST(approximates<fast>({"rational_tanh"}));
  BOOST_TEST(approximates<exact>({}));
  BOOST_TEST(approximates<neither>({}));
  BOOST_TEST((shows<fast>("rational_tanh(x)") && shows<fast>("approximated: rational_tanh\n")));
  BOOST_TEST((shows<exact>("tanh(x)") && !shows<exact>("rational") && !shows<exact>("approximated")));
  BOOST_TEST(!shows<neither>("approximated"));
  // The logarithm of a sigmoid that is 0: as the table says, and found by name.
  constexpr auto loss = sum(-log(opened));
  training_step<loss, sgd{0.1}, fast_activations> net;
  const std::vector<float> low(size, -20.f);
  BOOST_TEST(!net.step(x = low).ok());
  BOOST_TEST(describe(net, net.first_not_finite(x = low)).find("rational_sigmoid") != std::string::npos);
}

// A user's operation names its approximation.
struct slow_sine_op : pointwise<1> {
  struct short_sine_op : pointwise<1> {
    static constexpr char name[] = "short_sine";
    static constexpr spelling print{"short_sine({0})", "\\operatorname{short\\_sine}({0})"};
    static constexpr bool is_approximation = true;
    template <class V>
    static constexpr V eval(V z) {
      return z * simd::fma(z * z, V(simd::scalar_of<V>(-1.0 / 6)), V(simd::scalar_of<V>(1)));
    }
  };
  using approximation = short_sine_op;
  static constexpr char name[] = "slow_sine";
  static constexpr spelling print{"slow_sine({0})", "\\operatorname{slow\\_sine}({0})"};
  template <class V>
  static constexpr V eval(V z) {
    return simd::sin(z);
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g * cos(r.x[0]); }
};

BOOST_AUTO_TEST_CASE(operations_of_users_may_have_an_approximation) {
  constexpr auto y = elementwise<slow_sine_op>{}(x);
  const std::vector<double> v = drawn<double>(size, 11);
  program<y, in<double>, fast_activations> fast;
  program<y, in<double>> exact;
  BOOST_TEST_REQUIRE(fast.run(x = v).ok());
  BOOST_TEST_REQUIRE(exact.run(x = v).ok());
  close(fast[y], mapped(v, [](double z) { return z - z * z * z / 6; }), 1e-15);
  close(exact[y], mapped(v, [](double z) { return std::sin(z); }), 1e-15);
  BOOST_TEST(approximates<decltype(fast)>({"short_sine"}));
}

// In constant evaluation.
static_assert([] {
  constexpr auto z = input<"z">;
  constexpr auto y = tanh(z);
  program<y, grad(y, z), lanes<1>, in<double>, fast_activations> run;
  run.run(z = 0.5);
  const double found = run[y][0];
  return found == simd::rational_tanh(0.5) && run[grad(y, z)][0] == 1 - found * found;
}());

BOOST_AUTO_TEST_SUITE_END()
