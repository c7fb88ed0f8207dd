// Delay lines: a live program, block by block, gives what the same expression gives for the whole sequence.
#include <array>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <tapeless/plan/verify.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "live/sequence.hpp"

BOOST_AUTO_TEST_SUITE(delay_lines)

namespace {

using namespace tapeless;
using live_tests::frames, live_tests::signal;

constexpr convolution causal(int dilation, int stride = 1, int groups = 1) {
  return {.stride = stride, .padding = padding::causal, .dilation = dilation, .groups = groups};
}

// Two residual layers, a line that several read, a short past, a long one, and one behind a stride.
template <int N>
constexpr auto net_of() {
  constexpr auto x = input<"x", 2, N>;
  constexpr auto h = conv1d<"in", 5, 1>(x);
  constexpr auto a = tanh(conv1d<"c1", 5, 3, causal(2)>(h) + conv1d<"mix", 5, 1>(x));
  constexpr auto h2 = h + conv1d<"p1", 5, 1>(a);
  constexpr auto b = tanh(conv1d<"c2", 5, 2, causal(40)>(h2));
  return conv1d<"out", 3, 1>(a + b) + slice<1, 0, N>(delay<"x.before", 1>(conv1d<"late", 3, 1>(x)));
}
template <int N>
constexpr auto net = net_of<N>();

constexpr int length = 480;

using whole = program<net<length>, batch<1>>;
whole& sequence() {
  static whole w{seed{3}};
  static const bool once = [] {
    require(w.run(input<"x", 2, length> = signal(2, length)));
    return true;
  }();
  (void)once;
  return w;
}
double off_by(std::span<const float> got, int first, int n) {
  const auto y = sequence()[net<length>];
  double worst = 0;
  for (int c = 0; c < 3; ++c)
    for (int t = 0; t < n; ++t)
      worst = std::fmax(worst, std::fabs(got[static_cast<std::size_t>(c * n + t)] -
                                         y[static_cast<std::size_t>(c * length + first + t)]));
  return worst;
}

template <int N, auto... Options>
void check_blocks() {
  using player = program<net<N>, live, Options...>;
  static player p{sequence().parameters()};
  if constexpr (N <= 16) BOOST_TEST(verify<player>());
  const std::vector<float> x = signal(2, length);
  for (int round = 0; round < 2; ++round) {
    double worst = 0;
    for (int first = 0; first + N <= length; first += N) {
      require(p.run(input<"x", 2, N> = frames(x, 2, first, N)));
      worst = std::fmax(worst, off_by(p[net<N>], first, N));
    }
    BOOST_TEST(worst < 2e-6, "blocks of " << N << ": " << worst);
    p.forget();  // as at first
  }
}

BOOST_AUTO_TEST_CASE(blocks_are_the_whole_sequence) {
  check_blocks<1>();
  check_blocks<3>();
  check_blocks<16>();
  check_blocks<40>();
  check_blocks<5, lanes<1>>();
  check_blocks<1, lanes<1>>();
}

// Each sample of a call is the next block.
BOOST_AUTO_TEST_CASE(one_call_takes_many_blocks) {
  constexpr int n = 8;
  using player = program<net<n>, live>;
  static player one{sequence().parameters()}, many{sequence().parameters()};
  std::vector<float> all;
  for (int first = 0; first < length; first += n)
    for (const float f : frames(signal(2, length), 2, first, n)) all.push_back(f);
  std::vector<float> out(3 * length);
  require(many.run(input<"x", 2, n> = all, net<n> = out));
  for (int b = 0; b < length / n; ++b) {
    require(one.run(input<"x", 2, n> = std::span(all).subspan(static_cast<std::size_t>(2 * n * b), 2 * n)));
    for (std::size_t i = 0; i < 3 * n; ++i) BOOST_TEST(one[net<n>][i] == out[static_cast<std::size_t>(3 * n * b) + i]);
  }
}

// A strided layer halves the rate, and its line moves by half a block.
template <int N>
constexpr auto halved = conv1d<"b", 2, 3, causal(3)>(conv1d<"a", 4, 4, causal(1, 2)>(input<"x", 2, N>));

BOOST_AUTO_TEST_CASE(strides_divide_blocks) {
  constexpr int n = 6;
  static program<halved<length>, batch<1>> w{seed{5}};
  static program<halved<n>, live> p{w.parameters()};
  BOOST_TEST((verify<program<halved<n>, live>>()));
  require(w.run(input<"x", 2, length> = signal(2, length)));
  double worst = 0;
  for (int first = 0; first < length; first += n) {
    require(p.run(input<"x", 2, n> = frames(signal(2, length), 2, first, n)));
    for (int c = 0; c < 2; ++c)
      for (int t = 0; t < n / 2; ++t)
        worst = std::fmax(worst, std::fabs(p[halved<n>][static_cast<std::size_t>(c * n / 2 + t)] -
                                           w[halved<length>][static_cast<std::size_t>((c * length + first) / 2 + t)]));
  }
  BOOST_TEST(worst < 2e-6);
}

// The past of a line is state: read and written by its name, oldest first, and copied.
BOOST_AUTO_TEST_CASE(lines_are_state) {
  constexpr auto x = input<"x", 2, 3>;
  constexpr auto y = delay<"h", 4>(x);
  constexpr auto h = slot<"h", 2, 4>;
  static program<y, live> p, other;
  std::vector<float> row[2] = {std::vector<float>(4), std::vector<float>(4)};
  for (int call = 0; call < 100; ++call) {
    std::array<float, 6> in;
    for (std::size_t i = 0; i < 6; ++i) in[i] = static_cast<float>(call * 6) + static_cast<float>(i);
    if (call == 37)
      for (std::size_t i = 0; i < 8; ++i) p[h][i] = row[i / 4][row[i / 4].size() - 4 + i % 4] = static_cast<float>(i);
    require(p.run(x = in));
    for (std::size_t c = 0; c < 2; ++c) {
      for (std::size_t t = 0; t < 3; ++t) row[c].push_back(in[3 * c + t]);
      for (std::size_t t = 0; t < 7; ++t) BOOST_TEST(p[y][7 * c + t] == row[c][row[c].size() - 7 + t]);
      for (std::size_t t = 0; t < 4; ++t) BOOST_TEST(p[h][4 * c + t] == row[c][row[c].size() - 4 + t]);
    }
    if (call % 11 == 0 || call == 37) BOOST_TEST(other.copy_state(p) == 1);
    else require(other.run(x = in));
    for (std::size_t i = 0; i < 8; ++i) BOOST_TEST(other[h][i] == p[h][i]);
  }
  p.reset();
  for (std::size_t i = 0; i < 8; ++i) BOOST_TEST(p[h][i] == 0);
}

// Where samples are whole sequences, there is nothing before them, and the derivative sees the same.
BOOST_AUTO_TEST_CASE(whole_sequences_begin_with_zeros) {
  constexpr auto x = input<"x", 2, 5>;
  constexpr auto y = delay<"h", 3>(x);
  constexpr auto z = pad<1, 3, 0>(x);
  constexpr auto weights = square(1_c + iota<8>);
  constexpr auto gy = grad(sum(square(y) * weights), x);
  constexpr auto gz = grad(sum(square(z) * weights), x);
  static program<y, z, gy, gz, batch<3>> p;
  require(p.run(x = signal(2, 15)));
  for (std::size_t i = 0; i < p[y].size(); ++i) BOOST_TEST(p[y][i] == p[z][i]);
  for (std::size_t i = 0; i < p[gy].size(); ++i) BOOST_TEST(p[gy][i] == p[gz][i]);
}

// Beside assigned slots: a program that assigns is live.
BOOST_AUTO_TEST_CASE(beside_assignments) {
  constexpr auto x = input<"x", 2>;
  constexpr auto count = slot<"count">;
  constexpr auto y = sum(delay<"h", 2>(x)) + count;
  static program<y, assign(count, count + 1_c)> p;
  BOOST_TEST((verify<program<y, assign(count, count + 1_c)>>()));
  float before = 0;
  for (int i = 0; i < 50; ++i) {
    const float in[2] = {static_cast<float>(i), 1};
    require(p.run(x = in));
    BOOST_TEST(p[y][0] == in[0] + in[1] + before + static_cast<float>(i));
    before = in[0] + in[1];
  }
}

// What a line remembers of a value that depends on no sample is another thing for each sample all the same.
BOOST_AUTO_TEST_CASE(a_line_of_a_parameter_moves_on) {
  constexpr auto w = parameter<"w", 2>;
  constexpr auto y = delay<"h", 3>(w);
  static program<y, live> p{seed{1}};
  p[w][0] = 1, p[w][1] = 2;
  std::array<float, 5> after[2];
  for (auto& a : after) {
    require(p.run(y = a));
    for (std::size_t i = 0; i < 5; ++i) BOOST_TEST(p[y][i] == a[i]);
  }
  BOOST_TEST(after[0] == (std::array<float, 5>{0, 0, 0, 1, 2}), boost::test_tools::per_element());
  BOOST_TEST(after[1] == (std::array<float, 5>{0, 1, 2, 1, 2}), boost::test_tools::per_element());

  static program<y, streams<3>> s{p.parameters()};
  std::array<float, 3 * 2 * 5> all;
  require(s.run(y = std::span(all).first(15)));
  require(s.run(y = std::span(all).last(15)));
  for (std::size_t i = 0; i < 30; ++i) BOOST_TEST(all[i] == after[i / 15][i % 5]);
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
