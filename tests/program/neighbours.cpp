// Programs for one sample that read neighbouring elements of an input, or pad functions of them, compared with one lane
// and with a tile of samples, which are planned differently. All sizes around whole vectors.
#include "numbers.hpp"

#include <tapeless/ops/shaping.hpp>
#include <tapeless/plan/verify.hpp>

namespace {

using namespace program_tests;

template <int N>
consteval text<4> name_of_size() {
  const char chars[] = {'x', static_cast<char>('0' + N / 10), static_cast<char>('0' + N % 10), '\0'};
  return text<4>(chars);
}
template <int N>
inline constexpr auto x = input<name_of_size<N>(), N>;
constexpr auto a = input<"a">;
constexpr auto w = parameter<"w", 3>;

template <int N>
inline constexpr auto head = slice<0, 0, N - 1>(x<N>);
template <int N>
inline constexpr auto tail = slice<0, 1, N>(x<N>);
template <int N>
inline constexpr auto chain = sum(100_c * square(tail<N> - square(head<N>)) + square(1_c - head<N>));

// Shifts in both directions, borders other than 0, values without a border of zeros, work too expensive to repeat.
template <int N>
inline constexpr auto slope = grad(chain<N>, x<N>);
template <int N>
inline constexpr auto borders = pad<0, 2, 1, 0.5>(exp(tail<N>)) - pad<0, 1, 2>(cos(head<N>) / (a + 2_c));
template <int N>
inline constexpr auto of_input =
    pad<0, 3, 17>(x<N>) * pad<0, 10, 10 + N / 3, 2.0>(slice<0, N / 3, N>(slice<0, 0, N>(x<N>)) * 1_c);
template <int N>
inline constexpr auto both = tail<N>* head<N> + sum(pad<0, 1, 0>(tail<N> + head<N>)) + sum(w);
template <int N>
inline constexpr auto rows = pad<0, 1, 1>(reshape<N, 1>(x<N>* x<N>)) + pad<0, 0, 2>(expand<1>(x<N> + a));
template <int N>
inline constexpr auto numbers_around = pad<0, 4, 3>(slice<0, N - 1, N>(x<N>)) + pad<0, 0, 7>(sum(x<N>) *
                                                                                             slice<0, 0, 1>(x<N>));
template <int N>
inline constexpr auto curve = hessian(chain<N>, x<N>);

template <class T, int N, auto... E>
void compare() {
  using one = program<E..., (0_c * sum(x<N>) + 0_c * a), in<T>>;
  using scalar = program<E..., (0_c * sum(x<N>) + 0_c * a), in<double>, lanes<1>>;
  using tile = program<E..., (0_c * sum(x<N>) + 0_c * a), in<double>, batch<3>>;
  static_assert(verify<one>());
  one vectors{seed{6}};
  scalar reference{seed{6}};
  tile samples{seed{6}};
  const std::vector<T> at = drawn<T>(N, 1);
  const std::vector<double> same(at.begin(), at.end());
  const T number = T(0.25);
  BOOST_TEST_REQUIRE(vectors.run(x<N> = at, a = number).ok());
  BOOST_TEST_REQUIRE(reference.run(x<N> = same, a = 0.25).ok());
  BOOST_TEST_REQUIRE(samples.run(x<N> = same, a = 0.25).ok());
  int k = 0;
  ((close(vectors[E], reference[E], sizeof(T) == 4 ? 2e-5 : 1e-12, 100 * N + k), ++k), ...);
  k = 0;
  ((close(samples[E], reference[E], 1e-12, 100 * N + k), ++k), ...);
}
template <class T, int... N>
void compare_sizes() {
  (compare<T, N, slope<N>, borders<N>, of_input<N>, both<N>, rows<N>, numbers_around<N>>(), ...);
}

// Reading neighbours takes no additional kernel.
template <class Program>
constexpr int kernels = Program::report.kernels;
static_assert(!simd::has_vectors || kernels<program<slope<20>, in<double>>> == 1);
static_assert(kernels<program<tail<20> - head<20>, in<double>>> == 1);
static_assert(!simd::has_vectors || kernels<program<pad<0, 1, 0>(x<20>) + x<21>>> == 1);
constexpr auto large = input<"large", 4096>;
static_assert(kernels<program<pad<0, 1, 0>(square(large)) + pad<0, 0, 1>(large)>> > 1);

}  // namespace

BOOST_AUTO_TEST_SUITE(neighbours)

BOOST_AUTO_TEST_CASE(in_double) { compare_sizes<double, 3, 8, 9, 20>(); }
BOOST_AUTO_TEST_CASE(in_float) { compare_sizes<float, 5, 16, 33>(); }
BOOST_AUTO_TEST_CASE(second_derivatives) {
  compare<double, 7, curve<7>>();
  compare<double, 10, curve<10>>();
  compare<float, 18, curve<18>>();
}

// Several samples in one call, with a range for the outputs.
BOOST_AUTO_TEST_CASE(one_after_the_other) {
  program<slope<9>, in<double>> p;
  program<slope<9>, in<double>, batch<4>> tile;
  const std::vector<double> at = drawn<double>(9 * 5, 3);
  std::vector<double> found(9 * 5), expected(9 * 5);
  BOOST_TEST_REQUIRE(p.run(x<9> = at, slope<9> = found).ok());
  BOOST_TEST_REQUIRE(tile.run(x<9> = at, slope<9> = expected).ok());
  close(found, expected, 1e-13);
}

// Results are read where they were computed; they may be bound in the next call, even to several inputs.
constexpr auto step = x<9> - 0.001_c * slope<9>;
constexpr auto turned = flip<0>(x<9>) + a;
BOOST_AUTO_TEST_CASE(a_result_is_the_next_input) {
  program<step, in<double>> p;
  program<step, in<double>, lanes<1>> q;
  std::vector<double> at = drawn<double>(9, 4);
  BOOST_TEST_REQUIRE(p.run(x<9> = at).ok());
  BOOST_TEST_REQUIRE(q.run(x<9> = at).ok());
  for (int k = 0; k < 5; ++k) {
    at = copy(q[step]);
    BOOST_TEST_REQUIRE(p.run(x<9> = p[step]).ok());
    BOOST_TEST_REQUIRE(q.run(x<9> = at).ok());
    close(p[step], q[step], 1e-13, k);
  }
  program<turned, step, (0_c * a), in<double>> two;
  BOOST_TEST_REQUIRE(two.run(x<9> = at, a = 1.0).ok());
  const std::vector<double> first = copy(two[turned]);
  BOOST_TEST_REQUIRE(two.run(x<9> = two[turned], a = two[turned].first<1>()).ok());
  for (std::size_t i = 0; i < 9; ++i) BOOST_TEST(two[turned][i] == first[8 - i] + first[0]);
}

BOOST_AUTO_TEST_SUITE_END()
