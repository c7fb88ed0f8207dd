// Functions of neighbouring elements, whose Jacobians and Hessians are computed by diagonals, obey the usual laws.
#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto x = input<"x", 13>;
constexpr auto m = input<"m", 3, 5>;
constexpr auto w = fixed_like(tensor<13>{});
constexpr auto head = slice<0, 0, 12>(x);
constexpr auto tail = slice<0, 1, 13>(x);
constexpr auto left = slice<0, 0, 11>(x);
constexpr auto middle = slice<0, 1, 12>(x);
constexpr auto right = slice<0, 2, 13>(x);
constexpr auto links = sum(100_c * square(tail - square(head)) + square(1_c - head));

// A function of a Jacobian: differentiates the movements that arrange the diagonals.
template <graph F, graph X>
consteval auto rows_of(expr<F> f, expr<X> by) {
  return reshape<-1>(jacobian(f, by));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(diagonals)

BOOST_AUTO_TEST_CASE(first_derivatives) {
  about<x>::first_order<exp(x) * w, tail * square(head), left - 2_c * middle * right + exp(right),
                        pad<0, 1, 2, 0.5>(sin(x)), concat<0>(square(x), w), concat<0>(tail, head),
                        sin(slice<0, 3, 5>(x)), grad(links, x)>(drawn(13, 31));
  about<m>::first_order<sin(m), reshape<5, 3>(m * m), slice<0, 1, 3>(m) * slice<0, 0, 2>(m)>(drawn(15, 32));
}

BOOST_AUTO_TEST_CASE(second_derivatives) {
  about<x>::second_order<links, exp(x) * w, tail * square(head), sin(left * middle) * right,
                         concat<0>(square(x) * x, w)>(drawn(13, 33));
  about<m>::second_order<sin(m), slice<0, 1, 3>(m) * square(slice<0, 0, 2>(m))>(drawn(15, 34));
}

BOOST_AUTO_TEST_CASE(of_a_jacobian) {
  about<x>::first_order<rows_of(exp(x) * x, x), rows_of(tail * square(head), x)>(drawn(13, 35));
}

BOOST_AUTO_TEST_CASE(samples) {
  about<x>::batched<5, double, rows_of(exp(x) * w, x), rows_of(tail * square(head), x), rows_of(grad(links, x), x)>(
      drawn(5 * 13, 36));
  about<x>::batched<17, float, rows_of(sin(x) * x, x), rows_of(left - middle * right, x)>(drawn(17 * 13, 37));
  about<m>::batched<8, double, rows_of(m * m, m)>(drawn(8 * 15, 38));
}

BOOST_AUTO_TEST_CASE(trace) {
  constexpr auto sparse = laplacian(links, x);
  constexpr auto full = hessian(links, x);
  program<sparse, full, in<double>> run;
  const doubles at = drawn(13, 39);
  BOOST_TEST_REQUIRE(run.run(x = at).ok());
  double expected = 0;
  for (std::size_t i = 0; i < 13; ++i) expected += run[full][14 * i];
  BOOST_TEST(run[sparse][0] == expected, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_SUITE_END()
