// State is not overwritten while the kernel that computes its next value still reads it: products of the state, of any
// size.
#include "numbers.hpp"

namespace {

using namespace program_tests;

template <int N>
inline constexpr auto u = input<"u", N>;
template <int N>
inline constexpr auto s = slot<"s", N>;
template <int N>
inline constexpr auto A = parameter<"A", N, N>;
template <int N>
inline constexpr auto linear = matmul(s<N>, A<N>) * 0.3_c + u<N>;  // a state-space model
template <int N>
inline constexpr auto from_the_left = tanh(matmul(A<N>, s<N>) + 0.9_c * s<N> + u<N>);
template <int N>
inline constexpr auto sums_itself = 0.5_c * s<N> - mean(s<N>) + u<N>;
template <int N>
inline constexpr auto backwards = 0.5_c * flip<0>(s<N>) + u<N>;
template <int N>
inline constexpr auto shared_row = 0.5_c * s<N> + broadcast<N>(slice<0, 0, 1>(s<N>)) + u<N>;

using row = std::vector<double>;

// Compares six samples through a live program with the same loop written with separate old and new states; `step`
// computes the next state from the old one, the rows of A, and the input.
template <class T, int N, auto Next, class Step>
void moves_on(Step step, double tolerance) {
  using live = program<Next, assign(s<N>, Next), in<T>>;
  static live p{seed{3}};
  const auto inputs = drawn<T>(6 * N, 2);
  std::vector<T> outputs(6 * N);
  BOOST_TEST_REQUIRE(p.run(u<N> = inputs, Next = outputs).ok());
  const auto matrix = weights(p);
  const row a(matrix.begin(), matrix.end());
  row state(N);
  for (std::size_t k = 0; k < 6; ++k) {
    state =
        step(state, a, row(inputs.begin() + static_cast<long>(k * N), inputs.begin() + static_cast<long>((k + 1) * N)));
    close(std::span<const T>(outputs).subspan(k * N, N), state, tolerance, N);
  }
  close(p[s<N>], state, tolerance, N);
}

template <int N>
void of_size() {
  const auto moved = [](auto element) {
    return [element](const row& old, const row& a, const row& in) {
      row next(N);
      for (std::size_t i = 0; i < N; ++i) next[i] = element(i, old, a) + in[i];
      return next;
    };
  };
  const auto product = moved([](std::size_t j, const row& old, const row& a) {
    double sum = 0;
    for (std::size_t i = 0; i < N; ++i) sum += old[i] * a[i * N + j];
    return 0.3 * sum;
  });
  const auto left = [](const row& old, const row& a, const row& in) {
    row next(N);
    for (std::size_t i = 0; i < N; ++i) {
      double sum = 0.9 * old[i] + in[i];
      for (std::size_t j = 0; j < N; ++j) sum += a[i * N + j] * old[j];
      next[i] = std::tanh(sum);
    }
    return next;
  };
  const auto with_mean = moved([](std::size_t i, const row& old, const row&) {
    double sum = 0;
    for (double v : old) sum += v;
    return 0.5 * old[i] - sum / N;
  });
  const auto reversed = moved([](std::size_t i, const row& old, const row&) { return 0.5 * old[N - 1 - i]; });
  const auto with_first = moved([](std::size_t i, const row& old, const row&) { return 0.5 * old[i] + old[0]; });
  moves_on<double, N, linear<N>>(product, 1e-12);
  moves_on<float, N, linear<N>>(product, 1e-5);
  moves_on<double, N, from_the_left<N>>(left, 1e-12);
  moves_on<float, N, from_the_left<N>>(left, 1e-5);
  moves_on<double, N, sums_itself<N>>(with_mean, 1e-12);
  moves_on<float, N, backwards<N>>(reversed, 1e-5);
  moves_on<float, N, shared_row<N>>(with_first, 1e-5);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(live_state)

BOOST_AUTO_TEST_CASE(one_vector_or_less) { of_size<3>(); }
BOOST_AUTO_TEST_CASE(a_whole_vector) { of_size<16>(); }
BOOST_AUTO_TEST_CASE(several_blocks_of_a_product) { of_size<67>(); }

BOOST_AUTO_TEST_SUITE_END()
