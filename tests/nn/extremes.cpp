// Losses and activations for large, small and infinite numbers: masked classes, confident predictions, tails; compared
// with the same formulas in long double.
#include <cmath>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr float inf = std::numeric_limits<float>::infinity();
constexpr auto z = input<"z", 3>;
constexpr auto y = input<"y", 3>;
constexpr auto k = class_index<"k", 3>;
constexpr auto x = input<"x">;
constexpr auto t = input<"t">;

// Both infinite, or relatively close unless the expected value is denormal.
[[gnu::noinline]] void close(double found, long double expected, double tolerance, const char* what, double at) {
  const bool same = std::isinf(found) ? double(expected) == found
                                      : std::abs(found - double(expected)) <= tolerance * std::abs(double(expected));
  const bool below = std::abs(expected) < 1e-40L && std::abs(found) < 1e-40;
  BOOST_TEST((same || below), what << " at " << at << ": " << found << ", expected " << double(expected));
}
template <class A, class B>
void close(const A& found, const B& expected, double tolerance, const char* what) {
  BOOST_TEST_REQUIRE(std::size(found) == std::size(expected));
  for (std::size_t i = 0; i < std::size(expected); ++i) close(found[i], expected[i], tolerance, what, double(i));
}

using floats = std::vector<float>;

}  // namespace

BOOST_AUTO_TEST_SUITE(extremes)

BOOST_AUTO_TEST_CASE(logsumexp_and_softmax_of_infinities) {
  program<logsumexp(z), softmax(z), log_softmax(z), grad(logsumexp(z), z)> run;
  const auto expect = [&](floats at, float total, floats shares) {
    BOOST_TEST_REQUIRE(run.run(z = at).ok());
    BOOST_TEST((run[logsumexp(z)][0] == total || std::abs(run[logsumexp(z)][0] - total) < 2e-7f * std::abs(total)),
               run[logsumexp(z)][0] << ", expected " << total);
    for (std::size_t i = 0; i < 3; ++i) {
      close(run[softmax(z)][i], shares[i], 3e-7, "softmax", double(i));
      close(run[grad(logsumexp(z), z)][i], shares[i], 3e-7, "derivative", double(i));
      close(run[log_softmax(z)][i], std::log((long double)(shares[i])), 3e-7, "log_softmax", double(i));
    }
  };
  const float third = 1.f / 3;
  expect({-inf, 1, 2}, 2.3132617f, {0, 0.26894142f, 0.73105858f});
  expect({2, 1, -inf}, 2.3132617f, {0.73105858f, 0.26894142f, 0});
  expect({-inf, -inf, 5}, 5, {0, 0, 1});
  expect({-inf, -inf, -inf}, -inf, {third, third, third});
  expect({inf, 0, 1}, inf, {1, 0, 0});
  expect({inf, -inf, inf}, inf, {0.5f, 0, 0.5f});
  expect({3e38f, -3e38f, 0}, 3e38f, {1, 0, 0});
  expect({-3e38f, -3e38f, -3e38f}, -3e38f, {third, third, third});
}

BOOST_AUTO_TEST_CASE(masked_classes) {
  constexpr auto a = softmax_cross_entropy(z, k);
  constexpr auto b = negative_log_likelihood(z, k);
  constexpr auto c = softmax_cross_entropy(z, y);
  constexpr auto d = negative_log_likelihood(z, y);
  constexpr auto e = kl_divergence(z, y);
  program<a, b, c, d, e, grad(a, z), grad(c, z), grad(e, z), grad(b, z), batch<3>> run;
  // The first class is masked, in three samples with the labels 1, 2, and the masked class.
  const floats logits{-inf, 1, 2, -inf, 1, 2, -inf, 1, 2};
  BOOST_TEST_REQUIRE(run.run(z = logits, k = std::vector<int>{1, 2, 0}, y = floats{0, 1, 0, 0, 0, 1, 1, 0, 0}).ok());
  for (const auto& found : {run[a], run[c]}) close(found, floats{1.3132617f, 0.3132617f, inf}, 2e-7, "cross-entropy");
  for (const auto& found : {run[b], run[d]}) close(found, floats{-1, -2, inf}, 0, "likelihood");
  close(run[e], floats{-1, -2, inf}, 0, "divergence");
  for (const auto& found : {run[grad(a, z)], run[grad(c, z)]})
    close(found, floats{0, -0.73105858f, 0.73105858f, 0, 0.26894142f, -0.26894142f, -1, 0.26894142f, 0.73105858f}, 3e-7,
          "gradient");
  for (const auto& found : {run[grad(b, z)], run[grad(e, z)]})
    close(found, floats{0, -1, 0, 0, 0, -1, -1, 0, 0}, 0, "gradient of a likelihood");
  // Finite logits whose differences overflow.
  BOOST_TEST_REQUIRE(run.run(z = floats{3e38f, -3e38f, 0, 3e38f, -3e38f, 0, 1e30f, 1e30f, -1e30f},
                             k = std::vector<int>{0, 1, 0}, y = floats{1, 0, 0, 0, 1, 0, 1, 0, 0})
                         .ok());
  for (const auto& found : {run[a], run[c]}) close(found, floats{0, inf, 0.6931472f}, 2e-7, "cross-entropy of large");
  for (float g : run[grad(a, z)]) BOOST_TEST(std::isfinite(g));
}

// One class is almost certain: the probabilities of the others keep all digits.
BOOST_AUTO_TEST_CASE(confident_classes) {
  constexpr auto a = softmax_cross_entropy(z, k);
  constexpr auto b = negative_log_likelihood(log_softmax(z), k);
  constexpr auto c = softmax_cross_entropy(z, y);
  program<a, b, c> run;
  for (float top : {3.f, 20.f, 60.f, 85.f})
    for (int at = 0; at < 3; ++at)
      for (int label = 0; label < 3; ++label) {
        floats logits{0, 0.5f, -0.25f}, target(3);
        logits[std::size_t(at)] += top;
        target[std::size_t(label)] = 1;
        BOOST_TEST_REQUIRE(run.run(z = logits, k = label, y = target).ok());
        long double others = 0;
        for (int i = 0; i < 3; ++i)
          if (i != at) others += std::exp((long double)(logits[std::size_t(i)]) - logits[std::size_t(at)]);
        const long double expected =
            std::log1p(others) + ((long double)(logits[std::size_t(at)]) - logits[std::size_t(label)]);
        for (float found : {run[a][0], run[b][0], run[c][0]}) close(found, expected, 6e-7, "cross-entropy", top);
      }
}

BOOST_AUTO_TEST_CASE(confident_logits) {
  constexpr auto loss = binary_cross_entropy(x, t);
  constexpr auto slope = grad(loss, x);
  constexpr auto curvature = grad(slope, x);
  constexpr auto by_target = grad(loss, t);
  program<loss, slope, curvature, by_target> run;
  for (float target : {0.f, 1.f, 0.25f})
    for (float at : {-100.f, -60.f, -20.f, -3.f, -1e-3f, 0.f, 1e-3f, 3.f, 20.f, 60.f, 100.f, 1e30f, -1e30f}) {
      BOOST_TEST_REQUIRE(run.run(x = at, t = target).ok());
      const long double u = -std::abs((long double)(at)), right = at > 0, s = std::exp(u) / (1 + std::exp(u));
      const long double wanted = std::log1p(std::exp(u)) + (right == target ? 0 : (right - target) * at);
      if (wanted > 1e-37L || wanted == 0) close(run[loss][0], wanted, 4e-7, "binary cross-entropy", at);
      const long double error = at > 0 ? (1 - (long double)(target)) - s : s - target;
      if (s > 1e-37L) close(run[slope][0], error, 6e-7, "its derivative", at);
      if (at <= 3 && s > 1e-37L) close(run[curvature][0], s * (1 - s), 2e-6, "its second derivative", at);
      close(run[by_target][0], -at, 0, "its derivative by the target", at);
    }
  for (float target : {0.f, 1.f}) {
    BOOST_TEST_REQUIRE(run.run(x = target == 1 ? inf : -inf, t = target).ok());
    BOOST_TEST(run[loss][0] == 0);
    BOOST_TEST(run[slope][0] == 0);
    BOOST_TEST_REQUIRE(run.run(x = target == 1 ? -inf : inf, t = target).ok());
    BOOST_TEST(run[loss][0] == inf);
    BOOST_TEST(std::abs(run[slope][0]) == 1);
  }
}

BOOST_AUTO_TEST_CASE(tails_of_activations) {
  constexpr auto up = [](auto f) { return grad(f, x); };
  constexpr auto g = gelu(x);
  constexpr auto h = gelu_tanh(x);
  constexpr auto e = elu(x);
  constexpr auto s = silu(x);
  constexpr auto m = mish(x);
  constexpr auto q = sigmoid(x);
  constexpr auto p = softplus(x);
  constexpr auto c = erfc(x);
  program<g, h, e, s, m, q, p, c, up(g), up(e), up(s), up(q), up(p), up(expm1(x))> run;
  for (float at : {-1.f, -4.f, -5.f, -5.5f, -6.f, -9.f, -12.f}) {
    BOOST_TEST_REQUIRE(run.run(x = at).ok());
    const long double v = at, pi = std::acos(-1.0L), below = std::erfc(-v / std::sqrt(2.0L)) / 2;
    const long double sigma = std::exp(v) / (1 + std::exp(v)), soft = std::log1p(std::exp(v));
    const long double inner = std::sqrt(2 / pi) * (v + 0.044715L * v * v * v);
    close(run[g][0], v * below, 1e-6, "gelu", at);
    close(run[h][0], v / (1 + std::exp(-2 * inner)), 3e-5, "gelu_tanh", at);
    close(run[e][0], std::expm1(v), 3e-7, "elu", at);
    close(run[s][0], v * sigma, 5e-7, "silu", at);
    close(run[m][0], v * std::tanh(soft), 1e-6, "mish", at);
    close(run[q][0], sigma, 4e-7, "sigmoid", at);
    close(run[p][0], soft, 4e-7, "softplus", at);
    close(run[c][0], std::erfc(v), 4e-7, "erfc", at);
    close(run[up(g)][0], below + v * std::exp(-v * v / 2) / std::sqrt(2 * pi), 2e-5, "gelu'", at);
    close(run[up(e)][0], std::exp(v), 3e-7, "elu'", at);
    close(run[up(s)][0], sigma + v * sigma * (1 - sigma), 3e-6, "silu'", at);
    close(run[up(q)][0], sigma * (1 - sigma), 6e-7, "sigmoid'", at);
    close(run[up(p)][0], sigma, 6e-7, "softplus'", at);
    close(run[up(expm1(x))][0], std::exp(v), 3e-7, "expm1'", at);
  }
  // For large x they are exactly x or 1.
  for (float at : {30.f, 1e4f, 1e30f, 3e38f}) {
    BOOST_TEST_REQUIRE(run.run(x = at).ok());
    for (float found : {run[g][0], run[h][0], run[e][0], run[s][0], run[m][0], run[p][0]}) BOOST_TEST(found == at);
    for (float found : {run[q][0], run[up(g)][0], run[up(e)][0], run[up(s)][0], run[up(p)][0]}) BOOST_TEST(found == 1);
    BOOST_TEST_REQUIRE(run.run(x = -at).ok());
    if (at > 1000)
      for (float found : {run[g][0], run[h][0], run[s][0], run[m][0], run[p][0], run[q][0]}) BOOST_TEST(found == 0);
  }
}

BOOST_AUTO_TEST_CASE(second_derivatives_at_a_kink) {
  constexpr auto v = input<"v", 2>;
  constexpr auto second = [](auto f) { return grad(grad(f, x), x); };
  constexpr auto h = huber(x, t);
  constexpr auto r = huber<0.5>(x, t);
  constexpr auto n = square(norm(v));
  constexpr auto o = sqrt(1_c + square(norm(v)));
  constexpr auto a = pow(abs(x), 4_c);
  constexpr auto b = log(1_c + square(abs(x)));
  program<second(h), second(r), grad(h, x), hessian(o, v), grad(norm(v), v), hessian(norm(v), v), second(a), second(b),
          in<double>>
      run;
  program<grad(n, v), hessian(sum(v * n), v), in<double>> third;
  for (double at : {0.0, 0.001, -0.25}) {
    BOOST_TEST_REQUIRE(run.run(x = at, t = 0.0, v = std::vector<double>{at, 0}).ok());
    BOOST_TEST(run[second(h)][0] == 1);
    BOOST_TEST(run[second(r)][0] == 1);
    BOOST_TEST(run[grad(h, x)][0] == at);
    const double root = std::sqrt(1 + at * at);
    close(run[hessian(o, v)], std::vector<double>{1 / (root * root * root), 0, 0, 1 / root}, 1e-12, "hessian");
    close(run[second(a)][0], 12 * at * at, 1e-12, "|x|^4", at);
    close(run[second(b)][0], 2 * (1 - at * at) / ((1 + at * at) * (1 + at * at)), 1e-12, "ln(1 + |x|^2)", at);
    for (double d : run[hessian(norm(v), v)]) BOOST_TEST(std::isfinite(d));
    BOOST_TEST(run[grad(norm(v), v)][0] == (at > 0) - (at < 0));
    BOOST_TEST_REQUIRE(third.run(v = std::vector<double>{at, 0}).ok());
    close(third[grad(n, v)], std::vector<double>{2 * at, 0}, 1e-12, "gradient");
    close(third[hessian(sum(v * n), v)], std::vector<double>{6 * at, 2 * at, 2 * at, 2 * at}, 1e-12, "third order");
  }
  BOOST_TEST_REQUIRE(run.run(x = 3.0, t = 0.0, v = std::vector<double>{3, 4}).ok());
  BOOST_TEST(run[second(h)][0] == 0);
  BOOST_TEST(run[grad(h, x)][0] == 1);
  close(run[grad(norm(v), v)], std::vector<double>{0.6, 0.8}, 1e-15, "gradient of a norm");
}

BOOST_AUTO_TEST_SUITE_END()
