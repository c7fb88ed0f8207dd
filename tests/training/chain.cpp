// Optimisers made of parts, against plain loops over all parameters of a model with two weights and two biases.
#include "plain.hpp"

namespace {

using namespace training_tests;

constexpr auto x = input<"x", 2>;
constexpr auto y = input<"y", 2>;
constexpr auto out = dense<"b", 2>(tanh(dense<"a", 3>(x)));
constexpr auto loss = sum(square(out - y));
constexpr auto a_weight = parameter<"a.weight">(loss);
constexpr auto a_bias = parameter<"a.bias">(loss);
constexpr auto b_weight = parameter<"b.weight">(loss);
constexpr auto b_bias = parameter<"b.bias">(loss);

template <auto Optimiser>
using trainer = training_step<loss, Optimiser, batch<8>, in<double>>;

const numbers_d xs = drawn<double>(2 * 11, 1), ys = drawn<double>(2 * 11, 2);

// Parameters in the order a.weight, a.bias, b.weight, b.bias.
constexpr std::size_t sizes[] = {6, 3, 6, 2}, columns[] = {3, 3, 2, 2};
constexpr bool is_weight[] = {true, false, true, false};
struct model {
  numbers_d w[4], g[4];
};
double norm(const numbers_d& v) {
  double squares = 0;
  for (double d : v) squares += d * d;
  return std::sqrt(squares);
}

template <class Net>
model weights_of(const Net& net) {
  return {{in_double(net[a_weight]), in_double(net[a_bias]), in_double(net[b_weight]), in_double(net[b_bias])}, {}};
}
template <class Net>
void take_gradients(const Net& net, model& m) {
  for (std::size_t k = 0; k < 4; ++k) m.g[k].resize(sizes[k]);
  net.copy_gradient(a_weight, std::span<double, 6>(m.g[0].data(), 6));
  net.copy_gradient(a_bias, std::span<double, 3>(m.g[1].data(), 3));
  net.copy_gradient(b_weight, std::span<double, 6>(m.g[2].data(), 6));
  net.copy_gradient(b_bias, std::span<double, 2>(m.g[3].data(), 2));
}

// Twenty steps of both; plain(m, step) moves m.w by m.g. Returns the program.
template <auto Optimiser, class Plain>
trainer<Optimiser> follows(Plain plain) {
  trainer<Optimiser> net{seed{2}};
  set_weights(net);
  model m = weights_of(net);
  for (std::size_t step = 0; step < 20; ++step) {
    BOOST_TEST_REQUIRE(net.gradients(x = xs, y = ys).ok());
    take_gradients(net, m);
    BOOST_TEST_REQUIRE(net.apply().ok());
    plain(m, step);
    const model now = weights_of(net);
    for (std::size_t k = 0; k < 4; ++k) close(now.w[k], m.w[k], 1e-12, static_cast<int>(10 * step + k));
  }
  return net;
}
// Calls f(w, g, parameter, element) for every number.
template <class F>
void each(model& m, F f) {
  for (std::size_t k = 0; k < 4; ++k)
    for (std::size_t i = 0; i < sizes[k]; ++i) f(m.w[k][i], m.g[k][i], k, i);
}
void move(model& m, double rate) {
  each(m, [&](double& w, double g, auto, auto) { w -= rate * g; });
}

// A transform and a rule of a user's own.
struct bounded {
  static constexpr optimiser_part part = optimiser_part::gradients;
  constexpr void operator()(update& u) const { u.gradient = clamp(u.gradient, -0.1, 0.1); }
};
struct descent {
  constexpr void operator()(update& u) const { u.assign(u.parameter, u.parameter - 0.2 * u.gradient); }
};

static_assert(detail::matches("*", "") && detail::matches("*", "a.b") && detail::matches("a.*", "a.weight"));
static_assert(detail::matches("*.bias", "a.b.bias") && detail::matches("a*c*e", "abcde") && detail::matches("a", "a"));
static_assert(detail::matches("*a*b", "aabab") && detail::matches("**", "x") && detail::matches("", ""));
static_assert(!detail::matches("a.*", "a") && !detail::matches("a", "ab") && !detail::matches("", "a"));
static_assert(!detail::matches("*.bias", "a.bias2") && !detail::matches("a*c", "abd") && !detail::matches("a", ""));

}  // namespace

BOOST_AUTO_TEST_SUITE(chains)

BOOST_AUTO_TEST_CASE(clipping) {
  follows<chain(clip_by_value{0.1}, sgd{0.2})>([](model& m, auto) {
    each(m, [](double& w, double g, auto, auto) { w -= 0.2 * std::min(std::max(g, -0.1), 0.1); });
  });
  follows<chain(clip_by_norm{0.3}, l2_decay{0.05}, sgd{0.2})>([](model& m, auto) {
    double factor[4];
    for (std::size_t k = 0; k < 4; ++k) factor[k] = std::min(1.0, 0.3 / norm(m.g[k]));
    each(m, [&](double& w, double g, auto k, auto) { w -= 0.2 * (g * factor[k] + 0.05 * w); });
  });
  int clipped = 0;
  follows<chain(clip_by_global_norm{0.25}, sgd{0.2})>([&](model& m, auto) {
    const double all = norm({norm(m.g[0]), norm(m.g[1]), norm(m.g[2]), norm(m.g[3])});
    clipped += all > 0.25;
    move(m, 0.2 * std::min(1.0, 0.25 / all));
  });
  BOOST_TEST((clipped > 2 && clipped < 20));
}
BOOST_AUTO_TEST_CASE(noise) {
  std::vector<double> normals;
  follows<chain(for_role<role::weight>(add_noise{0.5}), sgd{0.2})>([&](model& m, std::uint64_t step) {
    const detail::uniform_numbers<double> first{mix(2, hash_text("add_noise.u")), step};
    const detail::uniform_numbers<double> second{mix(2, hash_text("add_noise.v")), step};
    double u[12], v[12];
    first(u, 12, 0, 1);
    second(v, 12, 0, 1);
    each(m, [&](double& w, double g, auto k, auto i) {
      const std::size_t at = (k == 2 ? 6 : 0) + i;
      const double normal = std::sqrt(-2 * std::log(1 - u[at])) * std::cos(2 * std::numbers::pi * v[at]);
      if (is_weight[k]) normals.push_back(normal);
      w -= 0.2 * (g + (is_weight[k] ? 0.5 * normal : 0));
    });
  });
  double squares = 0;
  for (double d : normals) squares += d * d;
  BOOST_TEST(std::abs(squares / 240 - 1) < 5 * std::sqrt(2 / 240.0));
}

BOOST_AUTO_TEST_CASE(new_weights) {
  model first{}, second{};
  follows<chain(adam{0.05}, for_role<role::weight>(decoupled_decay{0.1}), for_name<"b.*">(max_norm{0.8}))>(
      [&](model& m, std::size_t step) {
        const double t = static_cast<double>(step) + 1;
        each(m, [&](double& w, double g, auto k, auto i) {
          if (step == 0) first.w[k].resize(sizes[k]), second.w[k].resize(sizes[k]);
          double &one = first.w[k][i], &two = second.w[k][i];
          one = 0.9 * one + 0.1 * g;
          two = 0.999 * two + 0.001 * g * g;
          const double moved = 0.05 * one / (1 - std::pow(0.9, t)) / (std::sqrt(two / (1 - std::pow(0.999, t))) + 1e-8);
          w -= moved + (is_weight[k] ? 0.05 * 0.1 * w : 0);
        });
        for (std::size_t k : {2u, 3u}) {  // a column of b.weight; all of b.bias
          const std::size_t units = k == 2 ? columns[k] : 1;
          for (std::size_t c = 0; c < units; ++c) {
            double squares = 0;
            for (std::size_t i = c; i < sizes[k]; i += units) squares += m.w[k][i] * m.w[k][i];
            const double factor = std::min(1.0, 0.8 / std::sqrt(squares));
            for (std::size_t i = c; i < sizes[k]; i += units) m.w[k][i] *= factor;
          }
        }
      });

  model average{};
  const auto net =
      follows<chain(sgd{0.2}, for_role<role::bias>(scale_step{0.25}), averaging{0.9})>([&](model& m, std::size_t step) {
        each(m, [](double& w, double g, auto k, auto) { w -= 0.2 * g * (is_weight[k] ? 1 : 0.25); });
        if (step == 0) std::copy(m.w, m.w + 4, average.w);
        else each(m, [&](double w, auto, auto k, auto i) { average.w[k][i] = 0.9 * average.w[k][i] + 0.1 * w; });
      });
  program<out, in<double>, batch<8>> infer{net.averaged()};
  close(infer[a_weight], average.w[0], 1e-12);
  close(infer[a_bias], average.w[1], 1e-12);
  close(infer[b_weight], average.w[2], 1e-12);
  close(infer[b_bias], average.w[3], 1e-12);

  model slow{};
  follows<chain(sgd{0.2}, lookahead{3, 0.4})>([&](model& m, std::size_t step) {
    if (step == 0) std::copy(m.w, m.w + 4, slow.w);
    move(m, 0.2);
    if (step % 3 == 2) each(m, [&](double& w, auto, auto k, auto i) { w = slow.w[k][i] += 0.4 * (w - slow.w[k][i]); });
  });
}

BOOST_AUTO_TEST_CASE(rules_for_selected_parameters) {
  follows<chain(for_role<role::weight>(sgd{0.2}), for_name<"*.bias">(chain(l2_decay{0.5}, descent{})))>(
      [](model& m, auto) {
        each(m, [](double& w, double g, auto k, auto) { w -= 0.2 * (is_weight[k] ? g : g + 0.5 * w); });
      });
}
BOOST_AUTO_TEST_CASE(parts_of_a_users_own) {
  trainer<chain(clip_by_value{0.1}, sgd{0.2})> built_in;
  trainer<chain(bounded{}, descent{})> own;
  for (int k = 0; k < 5; ++k) BOOST_TEST(require(own.step(x = xs, y = ys)) == require(built_in.step(x = xs, y = ys)));
  BOOST_TEST(same_bits(weights(own), weights(built_in)));
}

BOOST_AUTO_TEST_CASE(accumulation) {
  model sum{};
  follows<accumulate(4, chain(clip_by_norm{0.5}, sgd{0.2}))>([&](model& m, std::size_t step) {
    each(m, [&](double&, double g, auto k, auto i) {
      if (step == 0) sum.w[k].resize(sizes[k]);
      sum.w[k][i] += g / 4;
    });
    if (step % 4 != 3) return;
    for (std::size_t k = 0; k < 4; ++k) {
      const double factor = std::min(1.0, 0.5 / norm(sum.w[k]));
      for (std::size_t i = 0; i < sizes[k]; ++i) m.w[k][i] -= 0.2 * factor * sum.w[k][i];
      std::fill(sum.w[k].begin(), sum.w[k].end(), 0.0);
    }
  });
  // Four calls are one step with all their samples.
  trainer<accumulate(4, adam{0.05})> parts;
  trainer<adam{0.05}> whole;
  const auto many_x = drawn<double>(2 * 20, 5), many_y = drawn<double>(2 * 20, 6);
  for (int k = 0; k < 3; ++k) {
    for (std::size_t i = 0; i < 4; ++i)
      BOOST_TEST(parts.step(x = std::span(many_x).subspan(10 * i, 10), y = std::span(many_y).subspan(10 * i, 10)).ok());
    BOOST_TEST(whole.step(x = many_x, y = many_y).ok());
    close(weights(parts), weights(whole), 1e-12);
  }
}

BOOST_AUTO_TEST_CASE(what_is_frozen_costs_nothing) {
  using whole = trainer<chain(clip_by_global_norm{0.25}, adam{0.05})>;
  using part = trainer<chain(for_name<"a.*">(frozen{}), clip_by_global_norm{0.25}, adam{0.05})>;
  static_assert(part::report.kernels < whole::report.kernels);
  static_assert(part::report.flops < whole::report.flops);
  static_assert(part::report.arena_bytes < whole::report.arena_bytes);
  static_assert(part::report.state_bytes < whole::report.state_bytes);
  part net;
  whole all;
  set_weights(net);
  set_weights(all);
  const auto before = weights_of(net);
  for (int k = 0; k < 3; ++k) BOOST_TEST(net.step(x = xs, y = ys).ok());
  const auto after = weights_of(net);
  BOOST_TEST(same_bits(after.w[0], before.w[0]));
  BOOST_TEST(same_bits(after.w[1], before.w[1]));
  BOOST_TEST(!same_bits(after.w[2], before.w[2]));
  int owned = 0;
  net.for_each_state([&](const state_leaf& s, auto) {
    owned += s.owner[0] != 0;
    BOOST_TEST(s.owner[0] != 'a');
  });
  BOOST_TEST(owned == 4);
  BOOST_TEST_REQUIRE(net.gradients(x = xs, y = ys).ok());
  BOOST_TEST_REQUIRE(all.gradients(x = xs, y = ys).ok());
  BOOST_TEST(net.totals().size() < all.totals().size());
}

BOOST_AUTO_TEST_SUITE_END()
