// Sums along long axes of one sample: the error does not grow with their length in any kernel, along lanes or across
// them, by rows or by columns, with a remainder or without.
#include <memory>

#include "numbers.hpp"

namespace {

using namespace program_tests;

constexpr int many = 300007;
constexpr auto v = input<"v", many>;
constexpr auto w = input<"w", many>;
constexpr auto m = input<"m", many, 3>;
constexpr auto r = input<"r", 3, many>;

// The error compared with long double, relative to the sum of the absolute values of all addends.
template <auto Output, class Program>
void expect(const Program& p, int sample, const std::vector<long double>& sums, long double size, const char* what) {
  const auto found = p[Output];
  const std::size_t each = sums.size();
  for (std::size_t i = 0; i < each; ++i) {
    const double error = double(std::abs(found[std::size_t(sample) * each + i] - sums[i]) / size);
    BOOST_TEST(error < 1e-5, what << ", element " << i << " of sample " << sample << ": error " << error);
  }
}

template <auto... Options>
void sums(int samples) {
  constexpr auto total = sum(v);
  constexpr auto squares = sum(square(v) * 0.5_c);
  constexpr auto product = dot(v, w);
  constexpr auto columns = sum<0>(m);
  constexpr auto rows = sum<1>(r);
  constexpr auto all = mean(m);
  constexpr auto turned = matvec(r, w);
  constexpr auto left = matmul(transpose(m), m);
  auto p = std::make_unique<program<total, squares, product, columns, rows, all, turned, left, Options...>>();
  const auto n = std::size_t(many), count = std::size_t(samples);
  // Of the same sign and nearly equal, so that rounding errors accumulate in one direction.
  std::vector<float> a(n * count), b(n * count), c(3 * n * count);
  for (std::size_t i = 0; i < c.size(); ++i) c[i] = 0.1f + 0.01f * float(i % 7);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = 0.3f - 0.01f * float(i % 5), b[i] = 0.7f + 0.01f * float(i % 3);
  BOOST_TEST_REQUIRE(p->run(v = a, w = b, m = c, r = c).ok());
  for (int s : {0, samples - 1}) {
    const float *x = a.data() + n * std::size_t(s), *y = b.data() + n * std::size_t(s),
                *z = c.data() + 3 * n * std::size_t(s);
    long double t = 0, q = 0, d = 0;
    std::vector<long double> by_column(3), by_row(3), with(3), gram(9);
    for (std::size_t i = 0; i < n; ++i) {
      t += x[i], q += 0.5L * x[i] * x[i], d += (long double)(x[i]) * y[i];
      for (std::size_t k = 0; k < 3; ++k) {
        by_column[k] += z[3 * i + k], by_row[k] += z[k * n + i], with[k] += (long double)(z[k * n + i]) * y[i];
        for (std::size_t l = 0; l < 3; ++l) gram[3 * k + l] += (long double)(z[3 * i + k]) * z[3 * i + l];
      }
    }
    expect<total>(*p, s, {t}, t, "sum");
    expect<squares>(*p, s, {q}, q, "squares");
    expect<product>(*p, s, {d}, d, "dot");
    expect<columns>(*p, s, by_column, by_column[0], "columns");
    expect<rows>(*p, s, by_row, by_row[0], "rows");
    const long double every = by_column[0] + by_column[1] + by_column[2];
    expect<all>(*p, s, {every / (3 * n)}, every / (3 * n), "mean");
    expect<turned>(*p, s, with, with[0], "matvec");
    expect<left>(*p, s, gram, gram[0], "matmul");
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(long_sums)

BOOST_AUTO_TEST_CASE(of_one_sample) { sums<>(1); }
BOOST_AUTO_TEST_CASE(of_few_samples) { sums<batch<3>>(3); }
BOOST_AUTO_TEST_CASE(of_lanes_that_are_samples) { sums<batch<16>>(16); }
BOOST_AUTO_TEST_CASE(without_vectors) { sums<lanes<1>>(1); }

// Other reductions are not changed by the division into parts.
BOOST_AUTO_TEST_CASE(of_other_reductions) {
  constexpr auto both = max(v) - min(v);
  auto p = std::make_unique<program<both, logsumexp(v), batch<2>>>();
  for (std::size_t place : {0u, 1u, 131u, 4095u, 4097u, 300006u}) {
    std::vector<float> x(2 * std::size_t(many), 1.f);
    x[place] = 3, x[std::size_t(many) + place] = -2;
    BOOST_TEST_REQUIRE(p->run(v = x).ok());
    BOOST_TEST(p->operator[](both)[0] == 2);
    BOOST_TEST(p->operator[](both)[1] == 3);
    close(p->operator[](logsumexp(v)),
          std::vector<double>{1 + std::log(many - 1 + std::exp(2.0)), 1 + std::log(many - 1 + std::exp(-3.0))}, 1e-6);
  }
}

BOOST_AUTO_TEST_SUITE_END()
