// One model with programs for blocks of several lengths: however a call is cut, it gives what the whole sequence gives.
#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <tapeless/plan/verify.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "live/sequence.hpp"

BOOST_AUTO_TEST_SUITE(lengths_of_blocks)

namespace {

using namespace tapeless;
using live_tests::frames, live_tests::signal;

constexpr convolution causal(int dilation, int stride = 1) {
  return {.stride = stride, .padding = padding::causal, .dilation = dilation};
}

// Two channels in, three out, with a knob that is the same for all frames and a level, which has no time.
template <int N>
constexpr auto net_of() {
  constexpr auto h = conv1d<"in", 5, 1>(input<"x", 2, N>);
  constexpr auto a = tanh(conv1d<"c1", 5, 3, causal(2)>(h) * input<"knob">);
  constexpr auto b = tanh(conv1d<"c2", 5, 2, causal(40)>(h + conv1d<"p1", 5, 1>(a)));
  return conv1d<"out", 3, 1>(a + b) + scalar<"gain", 0.5> * conv1d<"late", 3, 1>(h);
}
template <int N>
constexpr auto net = net_of<N>();
template <int N>
constexpr auto level = max(net<N>);

template <int N, auto... Options>
using player = program<net<N>, level<N>, live, Options...>;

constexpr int length = 480;
using whole = program<net<length>, batch<1>>;
whole& sequence() {
  static whole w{seed{3}};
  static const bool once = [] {
    require(w.run(input<"x", 2, length> = signal(2, length), input<"knob"> = 0.7f, scalar<"gain", 0.5> = 0.4));
    return true;
  }();
  (void)once;
  return w;
}

// Calls of changing lengths, some of several blocks, until the sequence is over.
template <class Players, int Shortest>
void check_calls(Players& p, int variant) {
  const std::vector<float> x = signal(2, length);
  double worst = 0, loudest = 0;
  std::vector<float> level_of_block(1);
  for (int first = 0, call = 0; first < length; ++call) {
    int n = ((call * 37 + variant * 11) % 90 / Shortest + 1) * Shortest;
    if (n > length - first) n = length - first;
    std::vector<float> y(static_cast<std::size_t>(3 * n));
    require(p.run(input<"x", 2, 16> = frames(x, 2, first, n), input<"knob"> = 0.7f, scalar<"gain", 0.5> = 0.4,
                  net<4> = y, level<16> = level_of_block));
    const std::vector<float> right = frames(sequence()[net<length>], 3, first, n);
    for (std::size_t i = 0; i < y.size(); ++i) worst = std::fmax(worst, std::fabs(y[i] - right[i]));
    loudest = *std::max_element(y.begin(), y.end());
    BOOST_TEST(level_of_block[0] <= loudest);
    BOOST_TEST(p[level<16>][0] == level_of_block[0]);
    first += n;
  }
  BOOST_TEST(worst < 2e-6, "variant " << variant << ": " << worst);
}

template <class Players, int Shortest>
void check_players() {
  static Players p{sequence().parameters()};
  for (int variant = 0; variant < 6; ++variant) {
    check_calls<Players, Shortest>(p, variant);
    p.forget();
  }
  BOOST_TEST((verify<typename Players::template plan_of_program<0>>()));
  BOOST_TEST((verify<typename Players::template plan_of_program<1>>()));
}

BOOST_AUTO_TEST_CASE(calls_of_any_length_are_the_whole_sequence) {
  check_players<block_lengths<player<16>, player<4>, player<1>>, 1>();
  check_players<block_lengths<player<4>, player<16>>, 4>();
  check_players<block_lengths<player<4, lanes<1>>, player<16, lanes<1>>>, 4>();
}

// Its calls move nothing that a call with an error has not.
BOOST_AUTO_TEST_CASE(what_no_program_has_a_block_for_is_an_error) {
  static block_lengths<player<4>, player<16>> p{sequence().parameters()};
  std::vector<float> y(3 * 20);
  const auto run = [&](int n) {
    return p.run(input<"x", 2, 4> = signal(2, n), input<"knob"> = 1.f, scalar<"gain", 0.5> = 1, net<4> = y).error;
  };
  BOOST_TEST(!run(20));
  const std::vector<float> before(p[slot<"c2.history", 5, 40>].begin(), p[slot<"c2.history", 5, 40>].end());
  const error e = run(18);
  BOOST_TEST((e.what == fault::partial_block));
  BOOST_TEST((e.expected == 8 && e.found == 36));
  BOOST_TEST((run(16).what == fault::output_too_small));
  const std::vector<float> after(p[slot<"c2.history", 5, 40>].begin(), p[slot<"c2.history", 5, 40>].end());
  BOOST_TEST(before == after, boost::test_tools::per_element());
  BOOST_TEST((p.run(input<"x", 2, 4> = std::span(y).first(16), input<"knob"> = 1.f, scalar<"gain", 0.5> = 1,
                    net<4> = std::span(y).subspan(4, 24))
                  .error.what == fault::overlap));
}

// The rate may change inside, and one channel may be processed in place; a number is a frame.
template <int N>
constexpr auto halved = conv1d<"b", 1, 3, causal(3)>(conv1d<"a", 4, 4, causal(1, 2)>(input<"x", 1, N>));
template <int N>
constexpr auto smoothed = 0.5_c * (slice<0, 0, N>(delay<"x.before", 1>(input<"x", N>)) + input<"x", N>);

BOOST_AUTO_TEST_CASE(rates_and_places) {
  static program<halved<96>, batch<1>> w{seed{5}};
  static block_lengths<program<halved<8>, live>, program<halved<2>, live>> p{w.parameters()};
  const std::vector<float> x = signal(1, 96);
  std::vector<float> y(48);
  require(w.run(input<"x", 1, 96> = x));
  require(p.run(input<"x", 1, 8> = std::span(x).first(38), halved<8> = std::span(y).first(19)));
  require(p.run(input<"x", 1, 2> = std::span(x).subspan(38), halved<2> = std::span(y).subspan(19)));
  for (std::size_t i = 0; i < 48; ++i) BOOST_TEST(std::fabs(y[i] - w[halved<96>][i]) < 1e-6);

  static block_lengths<program<smoothed<8>, live>, program<smoothed<1>, live>> s;
  std::vector<float> buffer = x;
  require(s.run(input<"x", 8> = buffer, smoothed<8> = buffer));
  for (std::size_t i = 0; i < 96; ++i) BOOST_TEST(buffer[i] == 0.5f * ((i > 0 ? x[i - 1] : 0) + x[i]));
  require(s.run(input<"x", 1> = 3.f));
  BOOST_TEST(s[smoothed<1>][0] == 0.5f * (x[95] + 3));
}

// Slots that programs assign are shared, too.
template <int N>
constexpr auto running_sum = cumsum<0>(input<"x", N>) + slot<"sum">;
template <int N>
using summing = program<running_sum<N>, assign(slot<"sum">, slot<"sum"> + sum(input<"x", N>))>;

BOOST_AUTO_TEST_CASE(slots_are_shared) {
  static block_lengths<summing<8>, summing<2>> p;
  std::vector<float> x(46), y(46);
  for (std::size_t i = 0; i < 46; ++i) x[i] = static_cast<float>(i % 7) - 2;
  require(p.run(input<"x", 2> = x, running_sum<2> = y));
  float sum = 0;
  for (std::size_t i = 0; i < 46; ++i) BOOST_TEST(y[i] == (sum += x[i]));
  BOOST_TEST(p[slot<"sum">][0] == sum);
  static block_lengths<summing<8>, summing<2>> q;
  BOOST_TEST(q.copy_state(p) == 1);
  BOOST_TEST(q[slot<"sum">][0] == sum);
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
