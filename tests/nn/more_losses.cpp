// Losses against plain formulas in long double, their gradients against differences of them; weights and reductions;
// elements of weight 0.
#include <cmath>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/calculus/gradient.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/program/program.hpp>

namespace {

using namespace tapeless;

constexpr auto z = input<"z", 2, 3>;
constexpr auto y = input<"y", 2, 3>;
constexpr auto p = input<"p", 2, 3>;
constexpr auto b = input<"b", 2, 3>;
constexpr auto w = input<"w", 2>;
constexpr auto k = class_index<"k", 3>;
constexpr auto row = input<"row", 3>;

using real = long double;
using reals = std::vector<real>;
using doubles = std::vector<double>;

const doubles at_z{0.5, -1.25, 2, 0.125, 1.5, -0.75}, at_y{1, 0.25, -0.5, 3, 0.5, 2};
const doubles at_p{0.2, 0.3, 0.5, 0, 0.9, 0.1}, at_b{1, 0, 1, 1, 0, 0};

void close(double found, real expected, double tolerance, const char* what) {
  BOOST_TEST(std::abs(found - double(expected)) <= tolerance * (1 + std::abs(double(expected))),
             what << ": " << found << ", expected " << double(expected));
}

reals widened(const doubles& x) { return {x.begin(), x.end()}; }

// The mean over elements of f(z, y).
template <class F>
auto mean_of(F f) {
  return [f](const reals& a, const reals& c) {
    real total = 0;
    for (std::size_t i = 0; i < a.size(); ++i) total += f(a[i], c[i]);
    return total / real(a.size());
  };
}
// The mean over rows of f(pointer to a row of z, pointer to a row of y).
template <class F>
auto mean_of_rows(F f) {
  return [f](const reals& a, const reals& c) { return (f(&a[0], &c[0]) + f(&a[3], &c[3])) / 2; };
}

// The value, and the gradient by differences of the plain formula.
template <class Value, class Gradient, class Plain>
void agrees(const char* what, const Value& value, const Gradient& gradient, const doubles& target, Plain plain) {
  const reals t = widened(target);
  reals x = widened(at_z);
  close(value[0], plain(x, t), 1e-14, what);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const real h = 1e-6L, at = x[i];
    x[i] = at + h;
    const real above = plain(x, t);
    x[i] = at - h;
    close(gradient[i], (above - plain(x, t)) / (2 * h), 1e-10, what);
    x[i] = at;
  }
}

reals softmax_of(const real* x) {
  const real total = std::exp(x[0]) + std::exp(x[1]) + std::exp(x[2]);
  return {std::exp(x[0]) / total, std::exp(x[1]) / total, std::exp(x[2]) / total};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(more_losses)

BOOST_AUTO_TEST_CASE(elementwise_formulas) {
  constexpr auto a = log_cosh(z, y);
  constexpr auto c = quantile<0.9>(z, y);
  constexpr auto d = poisson_nll(z, y);
  constexpr auto e = gaussian_nll(z, y, b);
  constexpr auto f = binary_focal(z, b);
  constexpr auto g = binary_focal<1.5, 0.75>(z, b);
  program<a, c, d, e, f, g, grad(a, z), grad(c, z), grad(d, z), grad(e, z), grad(f, z), grad(g, z), grad(e, b),
          in<double>>
      run;
  BOOST_TEST_REQUIRE(run.run(z = at_z, y = at_y, b = at_b).ok());
  agrees("log_cosh", run[a], run[grad(a, z)], at_y, mean_of([](real u, real t) { return std::log(std::cosh(u - t)); }));
  agrees("quantile", run[c], run[grad(c, z)], at_y,
         mean_of([](real u, real t) { return u > t ? 0.1L * (u - t) : 0.9L * (t - u); }));
  agrees("poisson_nll", run[d], run[grad(d, z)], at_y, mean_of([](real u, real t) { return std::exp(u) - t * u; }));
  const auto focal = [](real gamma, real alpha) {
    return mean_of([=](real u, real t) {
      const real s = 1 / (1 + std::exp(-u)), right = t == 1 ? s : 1 - s;
      return (t == 1 ? alpha : 1 - alpha) * std::pow(1 - right, gamma) * -std::log(right);
    });
  };
  agrees("binary_focal", run[f], run[grad(f, z)], at_b, focal(2, 0.25L));
  agrees("binary_focal<1.5, 0.75>", run[g], run[grad(g, z)], at_b, focal(1.5L, 0.75L));
  real total = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    const real r = real(at_z[i]) - at_y[i], s = at_b[i];
    total += (s + r * r * std::exp(-s)) / 2;
    close(run[grad(e, z)][i], r * std::exp(-s) / 6, 1e-14, "gaussian_nll by the mean");
    close(run[grad(e, b)][i], (1 - r * r * std::exp(-s)) / 12, 1e-14, "gaussian_nll by the logarithm of the variance");
  }
  close(run[e][0], total / 6, 1e-14, "gaussian_nll");
}

BOOST_AUTO_TEST_CASE(formulas_over_the_last_axis) {
  constexpr auto a = softmax_focal(z, p);
  constexpr auto c = softmax_cross_entropy(z, label_smoothing<0.1>(p));
  constexpr auto d = softmax_cross_entropy(z, class_weights<numbers{1.0, 3.0, 0.5}>(p));
  constexpr auto e = cosine_similarity_loss(z, y);
  constexpr auto f = triplet<0.5>(z, y, p);
  program<a, c, d, e, f, grad(a, z), grad(c, z), grad(d, z), grad(e, z), grad(f, z), in<double>> run;
  BOOST_TEST_REQUIRE(run.run(z = at_z, y = at_y, p = at_p).ok());
  const auto over_classes = [](auto term) {
    return mean_of_rows([=](const real* u, const real* t) {
      const reals s = softmax_of(u);
      return term(s[0], t[0], 0) + term(s[1], t[1], 1) + term(s[2], t[2], 2);
    });
  };
  agrees("softmax_focal", run[a], run[grad(a, z)], at_p,
         over_classes([](real s, real t, int) { return t * (1 - s) * (1 - s) * -std::log(s); }));
  agrees("label_smoothing", run[c], run[grad(c, z)], at_p,
         over_classes([](real s, real t, int) { return (0.9L * t + 0.1L / 3) * -std::log(s); }));
  agrees("class_weights", run[d], run[grad(d, z)], at_p, over_classes([](real s, real t, int i) {
           return t * (i == 0 ? 1 : i == 1 ? 3 : 0.5L) * -std::log(s);
         }));
  const auto dot = [](const real* u, const real* v) { return u[0] * v[0] + u[1] * v[1] + u[2] * v[2]; };
  agrees("cosine_similarity_loss", run[e], run[grad(e, z)], at_y,
         mean_of_rows([&](const real* u, const real* v) { return 1 - dot(u, v) / std::sqrt(dot(u, u) * dot(v, v)); }));
  const auto apart = [&](const real* u, const real* v) {
    const real r[] = {u[0] - v[0], u[1] - v[1], u[2] - v[2]};
    return std::sqrt(dot(r, r));
  };
  const reals negative = widened(at_p);
  agrees("triplet", run[f], run[grad(f, z)], at_y, [&](const reals& u, const reals& v) {
    real total = 0;
    for (int i : {0, 3})
      total += std::fmax(
          apart(&u[std::size_t(i)], &v[std::size_t(i)]) - apart(&u[std::size_t(i)], &negative[std::size_t(i)]) + 0.5L,
          0.0L);
    return total / 2;
  });
}

// An index, its one-hot row and an ignored index; a batch.
BOOST_AUTO_TEST_CASE(targets) {
  constexpr auto label = class_index<"label", 4>;  // 3 is ignored
  constexpr auto a = softmax_cross_entropy(row, label_smoothing<0.3>(k));
  constexpr auto c = softmax_cross_entropy(row, class_weights<numbers{1.0, 3.0, 0.5}>(k));
  constexpr auto d = softmax_focal<1.0>(row, k);
  constexpr auto e = softmax_cross_entropy(row, label, ignore_index<3>(label));
  program<a, c, d, e, grad(e, row), batch<4>, in<double>> run;
  const double nan = std::nan("");
  const doubles logits{0.5, -1.25, 2, nan, nan, nan, 0.5, -1.25, 2};
  const std::vector<int> classes{1, 0, 2};
  BOOST_TEST_REQUIRE(run.run(row = logits, k = classes, label = std::vector<int>{1, 3, 2}).ok());
  const real at[] = {0.5L, -1.25L, 2};
  const reals s = softmax_of(at);
  for (std::size_t i : {0u, 2u}) {
    const std::size_t right = std::size_t(classes[i]);
    real smooth = 0;
    for (std::size_t j = 0; j < 3; ++j) smooth -= (j == right ? 0.8L : 0.1L) * std::log(s[j]);
    close(run[a][i], smooth, 1e-14, "label_smoothing");
    close(run[c][i], -(right == 1 ? 3 : 0.5L) * std::log(s[right]), 1e-14, "class_weights");
    close(run[d][i], -(1 - s[right]) * std::log(s[right]), 1e-14, "softmax_focal");
    close(run[e][i], -std::log(s[right]), 1e-14, "ignore_index");
  }
  BOOST_TEST(run[e][1] == 0);
  for (std::size_t j = 0; j < 3; ++j) BOOST_TEST(run[grad(e, row)][3 + j] == 0);
}

// What an element of weight 0 contains does not matter: not to the value, and not to the gradient.
BOOST_AUTO_TEST_CASE(elements_of_weight_0) {
  constexpr auto t = input<"t", 3>;
  constexpr auto v = input<"v", 3>;
  constexpr auto u = input<"u">;
  constexpr auto sum_of = []<class... L>(L... each) { return (each + ...); };
  constexpr auto a =
      sum_of(mse(row, t, v), mae(row, t, v), huber(row, t, v), log_cosh(row, t, v), quantile<0.3>(row, t, v),
             poisson_nll(row, t, v), binary_cross_entropy(row, t, v), binary_focal(row, t, v), hinge(row, t, v));
  constexpr auto c = sum_of(softmax_cross_entropy(z, y, w), softmax_focal(z, y, w), negative_log_likelihood(z, y, w),
                            kl_divergence(z, y, w), cosine_similarity_loss(z, y, w));
  constexpr auto d = mse(row, t, u);  // one weight for the sample
  constexpr auto e = mse<reduction::none>(row, t, v);
  constexpr auto f = softmax_cross_entropy<reduction::sum>(z, y, w);
  program<a, c, d, e, f, grad(a, row), grad(a, t), grad(c, z), grad(d, row), in<double>> run;
  const double inf = std::numeric_limits<double>::infinity();
  doubles value[2], by_row, by_t, by_z;
  for (double odd : {0.25, std::nan(""), inf, -inf, 1e300}) {
    BOOST_TEST_REQUIRE(run.run(row = doubles{0.5, odd, -1}, t = doubles{1, odd, 1}, v = doubles{2, 0, 1}, u = 0,
                               z = doubles{odd, odd, odd, 0.5, -1, 2}, y = doubles{odd, 0, 1, 0.25, 0.5, 0.25},
                               w = doubles{0, 3})
                           .ok());
    if (odd == 0.25) {
      value[0] = {run[a].begin(), run[a].end()};
      value[1] = {run[c].begin(), run[c].end()};
      by_row = {run[grad(a, row)].begin(), run[grad(a, row)].end()};
      by_t = {run[grad(a, t)].begin(), run[grad(a, t)].end()};
      by_z = {run[grad(c, z)].begin(), run[grad(c, z)].end()};
    }
    BOOST_TEST(run[a][0] == value[0][0]);
    BOOST_TEST(run[c][0] == value[1][0]);
    BOOST_TEST(run[grad(a, row)] == by_row, boost::test_tools::per_element());
    BOOST_TEST(run[grad(a, t)] == by_t, boost::test_tools::per_element());
    BOOST_TEST(run[grad(c, z)] == by_z, boost::test_tools::per_element());
    for (double g : {run[grad(a, row)][1], run[grad(a, t)][1], run[grad(c, z)][0], run[grad(c, z)][2]})
      BOOST_TEST(g == 0);
    close(run[e][0], 0.5, 1e-15, "each element");
    BOOST_TEST(run[e][1] == 0);
    close(run[e][2], 4, 1e-15, "each element");
    BOOST_TEST(run[d][0] == 0);
    for (double g : run[grad(d, row)]) BOOST_TEST(g == 0);
  }
  const real at[] = {0.5L, -1, 2};
  const reals s = softmax_of(at);
  close(run[f][0], -3 * (0.25L * std::log(s[0]) + 0.5L * std::log(s[1]) + 0.25L * std::log(s[2])), 1e-14, "a sum");
}

// Losses of three operands: a weight of 1 changes nothing, one of 2 doubles, and where it is 0 nothing that the
// operands contain matters.
BOOST_AUTO_TEST_CASE(weights_of_losses_of_three_operands) {
  constexpr auto m = input<"m", 2, 3>;
  constexpr auto all = [](auto first, auto second) { return sum(first) + sum(second); };
  constexpr auto plain = all(gaussian_nll(z, y, b), triplet<0.5>(z, y, b));
  constexpr auto weighed = all(gaussian_nll(z, y, b, m), triplet<0.5>(z, y, b, w));
  constexpr auto alone = gaussian_nll<reduction::none>(z, y, b, m);
  constexpr auto rows = triplet<0.5, reduction::none>(z, y, b, w);
  program<plain, grad(plain, z), grad(plain, y), grad(plain, b), weighed, grad(weighed, z), grad(weighed, y),
          grad(weighed, b), in<double>>
      run;
  const auto same = [&](double times) {
    close(run[weighed][0], times * run[plain][0], 1e-15, "value");
    for (std::size_t i = 0; i < 6; ++i) {
      close(run[grad(weighed, z)][i], times * run[grad(plain, z)][i], 1e-15, "derivative");
      close(run[grad(weighed, y)][i], times * run[grad(plain, y)][i], 1e-15, "derivative");
      close(run[grad(weighed, b)][i], times * run[grad(plain, b)][i], 1e-15, "derivative");
    }
  };
  for (double times : {1.0, 2.0, 0.5}) {
    BOOST_TEST_REQUIRE(run.run(z = at_z, y = at_y, b = at_p, m = doubles(6, times), w = doubles(2, times)).ok());
    same(times);
  }
  program<alone, rows, grad(weighed, z), grad(weighed, y), grad(weighed, b), in<double>> with_zeros;
  const double inf = std::numeric_limits<double>::infinity();
  doubles first;
  for (double odd : {0.25, std::nan(""), inf, -inf, 1e300}) {
    const auto with_odd = [&](doubles at) {
      at[0] = at[1] = at[2] = odd;
      return at;
    };
    BOOST_TEST_REQUIRE(with_zeros
                           .run(z = with_odd(at_z), y = with_odd(at_y), b = with_odd(at_p),
                                m = doubles{0, 0, 0, 1, 2, 3}, w = doubles{0, 2})
                           .ok());
    doubles found(with_zeros[alone].begin(), with_zeros[alone].end());
    found.insert(found.end(), with_zeros[rows].begin(), with_zeros[rows].end());
    for (std::size_t i = 0; i < 6; ++i) {
      for (double g :
           {with_zeros[grad(weighed, z)][i], with_zeros[grad(weighed, y)][i], with_zeros[grad(weighed, b)][i]})
        if (i < 3) BOOST_TEST(g == 0);
        else found.push_back(g);
    }
    for (std::size_t i : {0u, 1u, 2u, 6u}) BOOST_TEST(found[i] == 0);
    if (first.empty()) first = found;
    BOOST_TEST(found == first, boost::test_tools::per_element());
  }
}

// In float: residuals and logits that would overflow or cancel in the plain formula.
BOOST_AUTO_TEST_CASE(large_and_small) {
  constexpr auto x = input<"x">;
  constexpr auto t = input<"t">;
  constexpr auto v = input<"v", 3>;
  constexpr auto a = log_cosh(x, 0_c);
  constexpr auto c = gaussian_nll(x, 0_c, t);
  constexpr auto d = binary_focal<2.0, 1.0>(x, 1_c);
  constexpr auto e = quantile<0.5>(x, 0_c);
  constexpr auto f = cosine_similarity_loss(row, v);
  program<a, c, d, e, grad(a, x), grad(c, x), grad(d, x)> run;
  const float inf = std::numeric_limits<float>::infinity();
  for (float at : {1e-20f, 1e-4f, 0.3f, 0.999f, 1.001f, 3.f, 30.f, 1e4f, 3e38f}) {
    for (float sign : {1.f, -1.f}) {
      BOOST_TEST_REQUIRE(run.run(x = sign * at, t = 2 * std::log(at)).ok());
      const real r = at, e2 = std::expm1(-2 * r), h = std::sinh(std::fmin(r, 1.0L) / 2);
      const real expected = r < 1 ? std::log1p(2 * h * h) : r + std::log1p(e2 / 2);
      BOOST_TEST(std::abs(run[a][0] - float(expected)) <= 4e-7f * float(expected), run[a][0] << " at " << at);
      close(run[grad(a, x)][0], sign * std::tanh(r), 1e-6, "derivative of log_cosh");
      close(run[c][0], std::log(r) + 0.5L, 2e-5, "gaussian_nll");
      const real other = std::exp(-r) / (1 + std::exp(-r)), right = sign > 0 ? 1 - other : other;
      const real ce = sign > 0 ? std::log1p(std::exp(-r)) : r + std::log1p(std::exp(-r));
      close(run[d][0],
            sign > 0         ? other * other * ce
            : right < 1e-30L ? r
                             : (1 - right) * (1 - right) * ce,
            1e-6, "focal");
      BOOST_TEST(std::isfinite(run[grad(d, x)][0]));
    }
  }
  for (float sign : {1.f, -1.f}) {
    BOOST_TEST_REQUIRE(run.run(x = sign * inf, t = 0).ok());
    BOOST_TEST(run[a][0] == inf);
    BOOST_TEST(run[e][0] == inf);
    BOOST_TEST(run[grad(a, x)][0] == sign);
    BOOST_TEST(run[d][0] == (sign > 0 ? 0 : inf));
    BOOST_TEST(run[grad(d, x)][0] == (sign > 0 ? 0 : -1));
  }
  program<f, grad(f, row)> cosine;
  const std::vector<float> along{1, 2, 2}, across{2, -2, 1};
  for (float scale : {1.f, 1e-30f, 1e30f, 1e38f}) {
    BOOST_TEST_REQUIRE(cosine.run(row = std::vector<float>{2 * scale, -2 * scale, scale}, v = along).ok());
    close(cosine[f][0], 1, 1e-6, "of a right angle");
    const real size = scale;  // the gradient is -(v / |v|) / |z|
    for (std::size_t i = 0; i < 3; ++i)
      close(double(cosine[grad(f, row)][i] * size), -real(along[i]) / 9, 1e-6, "its gradient");
    BOOST_TEST_REQUIRE(cosine.run(row = std::vector<float>{scale, 2 * scale, 2.002f * scale}, v = along).ok());
    const real c2 = (5 + 2 * 2.002L) / (3 * std::sqrt(5 + 2.002L * 2.002L));  // a small angle keeps its digits
    BOOST_TEST(std::abs(cosine[f][0] - float(1 - c2)) <= 1e-3f * float(1 - c2), cosine[f][0] << " " << float(1 - c2));
  }
  BOOST_TEST_REQUIRE(cosine.run(row = std::vector<float>{0, 0, 0}, v = along).ok());
  close(cosine[f][0], 1, 1e-6, "of a vector of length 0");
  for (float g : cosine[grad(f, row)]) BOOST_TEST(std::isfinite(g));
}

BOOST_AUTO_TEST_SUITE_END()
