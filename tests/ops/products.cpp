// Products compared with plain loops, one sample at a time and in a batch; derivatives with central differences.
#include "compare.hpp"

#include <tapeless/ops/products.hpp>
#include <tapeless/ops/statistics.hpp>

using namespace tapeless;
using compare::drawn;

namespace {
constexpr auto left = input<"left", 3, 4>;
constexpr auto right = input<"right", 5, 4, 2>;
constexpr auto column = input<"column", 4>;
constexpr auto square_matrix = input<"square", 4, 4>;
}  // namespace

// a: [3, 4], b: [5, 4, 2], with a broadcast leading axis.
BOOST_AUTO_TEST_CASE(matmul_broadcasts_leading_axes_for_one_sample_and_for_many) {
  constexpr auto product = matmul(left, right);
  const std::vector<double> a = drawn(7 * 12, 1), b = drawn(7 * 40, 2);
  program<product, in<double>> one;
  program<product, in<double>, batch<5>> many;
  std::vector<double> all(7 * 30);
  BOOST_TEST(many.run(left = a, right = b, product = all).ok());
  for (std::size_t s = 0; s < 7; ++s) {
    const std::span<const double> pa(a.data() + s * 12, 12), pb(b.data() + s * 40, 40);
    std::vector<double> expected(30);
    for (std::size_t n = 0; n < 5; ++n)
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 2; ++j)
          for (std::size_t k = 0; k < 4; ++k) expected[(n * 3 + i) * 2 + j] += pa[i * 4 + k] * pb[(n * 4 + k) * 2 + j];
    BOOST_TEST(one.run(left = pa, right = pb).ok());
    compare::close(one[product], expected);
    compare::close(std::span<const double>(all.data() + s * 30, 30), expected);
  }
}

BOOST_AUTO_TEST_CASE(vectors_count_as_row_or_column) {
  constexpr auto by_column = matvec(left, column);
  constexpr auto by_row = vecmat(column, square_matrix);
  constexpr auto inner = dot(column, column);
  constexpr auto outside = outer(column, left);
  static_assert(std::is_same_v<decltype(matvec(left, column)), decltype(matmul(left, column))>);
  const std::vector<double> a = drawn(12, 1), v = drawn(4, 2), q = drawn(16, 3);
  program<by_column, by_row, inner, outside, in<double>> run;
  BOOST_TEST(run.run(left = a, column = v, square_matrix = q).ok());
  std::vector<double> c(3), r(4), d(1), o(48);
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 3; ++j) c[j] += a[j * 4 + i] * v[i];
    for (std::size_t j = 0; j < 4; ++j) r[j] += v[i] * q[i * 4 + j];
    for (std::size_t j = 0; j < 12; ++j) o[i * 12 + j] = v[i] * a[j];
    d[0] += v[i] * v[i];
  }
  compare::close(run[by_column], c);
  compare::close(run[by_row], r);
  compare::close(run[inner], d);
  compare::close(run[outside], o);
}

// out[k, b, i] = sum over j and l of p[i, b, j] * q[l, j, k, b]: letters in no particular order; b is in both operands
// and the output, l in one operand only.
BOOST_AUTO_TEST_CASE(contract_takes_letters_in_any_order) {
  constexpr auto p = input<"p", 2, 3, 4>;
  constexpr auto q = input<"q", 5, 4, 2, 3>;
  constexpr auto product = contract<"ibj,ljkb->kbi">(p, q);
  const std::vector<double> a = drawn(24, 1), c = drawn(120, 2);
  std::vector<double> expected(12);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t b = 0; b < 3; ++b)
      for (std::size_t j = 0; j < 4; ++j)
        for (std::size_t l = 0; l < 5; ++l)
          for (std::size_t k = 0; k < 2; ++k)
            expected[(k * 3 + b) * 2 + i] += a[(i * 3 + b) * 4 + j] * c[((l * 4 + j) * 2 + k) * 3 + b];
  program<product, in<double>> run;
  BOOST_TEST(run.run(p = a, q = c).ok());
  compare::close(run[product], expected);
  constexpr auto objective = sum(square(product));
  compare::gradient<objective, p>(a, q = c);
  compare::gradient<objective, q>(c, p = a);
}

BOOST_AUTO_TEST_CASE(products_with_shared_weights_in_a_batch) {
  constexpr auto constant_matrix = table<numbers{1, 2, 3, 4, 5, 6}, 2, 3>;
  compare::batch_equals_sample<matmul(constant_matrix, left), left>(drawn(7 * 12, 1));
  compare::batch_equals_sample<outer(column, iota<3>), column>(drawn(7 * 4, 1));
  compare::batch_equals_sample<contract<"ij,ik->kj">(left, left), left>(drawn(7 * 12, 1));
  compare::gradient<sum(square(matmul(matmul(constant_matrix, left), column))), left>(drawn(12, 1),
                                                                                      column = drawn(4, 2));
}
