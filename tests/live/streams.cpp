// Streams in the lanes: N of them give what N programs of one stream give, whatever N and the width of the vectors.
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <tapeless/plan/verify.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

BOOST_AUTO_TEST_SUITE(several_streams)

namespace {

using namespace tapeless;

float number(int stream, int frame, int i) {
  return std::sin(0.37f * static_cast<float>(frame + 5 * stream) + static_cast<float>(i)) *
         static_cast<float>(1 + stream % 3);
}

// A cell, with a slot that counts, one that nobody assigns and a run-time scalar.
constexpr auto x = input<"x", 3>;
constexpr auto h = slot<"h", 5>;
constexpr auto next = gru_cell<"cell", 5>(x, h);
constexpr auto out = dense<"out", 2>(next) * scalar<"gain", 0.5> + slot<"offset", 2> + slot<"n">;
template <auto... Options>
using cell = program<out, assign(h, next), assign(slot<"n">, slot<"n"> + 1_c), Options...>;

using single = cell<>;

template <class Net>
void run_one(Net& net, int stream, int frame) {
  std::array<float, 3> in;
  for (int i = 0; i < 3; ++i) in[static_cast<std::size_t>(i)] = number(stream, frame, i);
  require(net.run(x = in));
}

template <int N, auto... Options>
void check_cells() {
  using several = cell<streams<N>, Options...>;
  static std::vector<single> one(N, single{seed{4}});
  static several all{one[0].parameters()};
  if constexpr (N <= 4) BOOST_TEST(verify<several>());
  all[slot<"offset", 2>][1] = 0.25f;
  for (single& s : one) s[slot<"offset", 2>][1] = 0.25f;
  double worst = 0;
  for (int frame = 0; frame < 40; ++frame) {
    std::vector<float> in, y(2 * N);
    for (int s = 0; s < N; ++s)
      for (int i = 0; i < 3; ++i) in.push_back(number(s, frame, i));
    require(all.run(x = in, out = y));
    for (int s = 0; s < N; ++s) {
      single& own = one[static_cast<std::size_t>(s)];
      run_one(own, s, frame);
      const auto close = [&](float a, float b) { worst = std::fmax(worst, std::fabs(a - b) / (1 + std::fabs(b))); };
      for (std::size_t i = 0; i < 2; ++i) close(y[static_cast<std::size_t>(2 * s) + i], own[out][i]);
      for (std::size_t i = 0; i < 5; ++i) close(all[h][static_cast<std::size_t>(5 * s) + i], own[h][i]);
      BOOST_TEST(all[slot<"n">][static_cast<std::size_t>(s)] == own[slot<"n">][0]);
    }
    if (frame == 17) {  // one begins anew, one is written
      require(all.reset_stream(N / 2));
      single& own = one[N / 2];
      for (float& f : own[h]) f = 0;
      own[slot<"n">][0] = 0;
    }
    if (frame == 23)
      for (std::size_t i = 0; i < 5; ++i) all[h][5 * (N - 1) + i] = one[N - 1][h][i] = static_cast<float>(i) / 5;
  }
  BOOST_TEST(worst < 1e-6, N << " streams: " << worst);
}

BOOST_AUTO_TEST_CASE(streams_are_programs_of_one_stream) {
  check_cells<1>();
  check_cells<2>();
  check_cells<3>();
  check_cells<7>();
  check_cells<16>();
  check_cells<33>();
  check_cells<3, lanes<1>>();
  check_cells<4, lanes<1>>();
}

// Delay lines in blocks, each stream with its own; what is behind the streams in the last vector changes nothing.
template <int N>
constexpr auto blocks = conv1d<"b", 2, 1>(
    tanh(conv1d<"a", 3, 3, convolution{.padding = padding::causal, .dilation = 4}>(input<"x", 2, N>)) *
    slot<"loud", 3, 1>);
template <int N, int Length, auto... Options>
void check_lines() {
  constexpr auto y = blocks<Length>;
  constexpr auto moved = 0.5_c * slot<"loud", 3, 1> + mean(square(input<"x", 2, Length>));
  using lone = program<y, assign(slot<"loud", 3, 1>, moved), Options...>;
  using several = program<y, assign(slot<"loud", 3, 1>, moved), streams<N>, Options...>;
  static std::vector<lone> one(N, lone{seed{6}});
  static several all{one[0].parameters()};
  if constexpr (N * Length <= 24) BOOST_TEST(verify<several>());
  double worst = 0;
  constexpr std::size_t each = 2 * Length;
  for (int call = 0; call < 60; ++call) {
    std::vector<typename several::value_type> in, heard(N * each);
    for (int s = 0; s < N; ++s)
      for (int c = 0; c < 2; ++c)
        for (int t = 0; t < Length; ++t) in.push_back(number(s, call * Length + t, c));
    require(all.run(input<"x", 2, Length> = in, y = heard));
    for (std::size_t s = 0; s < N; ++s) {
      require(one[s].run(input<"x", 2, Length> = std::span(in).subspan(s * each, each)));
      for (std::size_t i = 0; i < each; ++i)
        worst = std::fmax(worst, std::fabs(heard[s * each + i] - one[s][y][i]) / (1 + std::fabs(one[s][y][i])));
      const auto ours = all[slot<"a.history", 2, 8>];
      const auto theirs = one[s][slot<"a.history", 2, 8>];
      for (std::size_t i = 0; i < 16; ++i) BOOST_TEST(ours[16 * s + i] == theirs[i]);
    }
    if (call == 25) {
      require(all.reset_stream(N - 1));
      one[N - 1].forget();
      for (auto& f : one[N - 1][slot<"loud", 3, 1>]) f = 0;
    }
    if (call == 41) {  // saved and loaded in the middle
      static several copy;
      copy.copy_state(all);
      all.reset(seed{9});
      all.copy_state(copy);
    }
  }
  BOOST_TEST(worst < (sizeof(typename several::value_type) == 8 ? 1e-14 : 2e-6),
             N << " of " << Length << ": " << worst);
}

BOOST_AUTO_TEST_CASE(lines_of_streams) {
  check_lines<2, 4>();
  check_lines<5, 1>();
  check_lines<16, 1>();
  check_lines<19, 6>();
  check_lines<3, 4, in<double>>();
  check_lines<3, 2, lanes<1>>();
}

// A call may have several samples for each stream: the frames of all, one after the other.
BOOST_AUTO_TEST_CASE(calls_of_several_frames) {
  static cell<streams<3>> once{seed{2}}, apart{seed{2}};
  std::vector<float> in, y(4 * 3 * 2);
  for (int frame = 0; frame < 4; ++frame)
    for (int s = 0; s < 3; ++s)
      for (int i = 0; i < 3; ++i) in.push_back(number(s, frame, i));
  require(once.run(x = in, out = y));
  for (std::size_t frame = 0; frame < 4; ++frame) {
    require(apart.run(x = std::span(in).subspan(9 * frame, 9)));
    for (std::size_t k = 0; k < 6; ++k) BOOST_TEST(apart[out][k] == y[6 * frame + k]);
  }
  const std::vector<float> before(once[h].begin(), once[h].end());
  const error e = once.run(x = std::span(in).first(6)).error;
  BOOST_TEST((e.what == fault::partial_streams && e.expected == 3 && e.found == 2));
  const std::vector<float> after(once[h].begin(), once[h].end());
  BOOST_TEST(before == after, boost::test_tools::per_element());
}

// What all streams become alike; a program without inputs; the order of the state.
BOOST_AUTO_TEST_CASE(state_of_streams) {
  constexpr auto s = slot<"s", 2>;
  static program<s + 1_c, assign(s, parameter<"p", 2> * 2_c), streams<5>> net{seed{1}};
  net[parameter<"p", 2>][0] = 3, net[parameter<"p", 2>][1] = 4;
  require(net.run());
  for (std::size_t i = 0; i < 5; ++i) BOOST_TEST((net[s][2 * i] == 6 && net[s][2 * i + 1] == 8));
  require(net.run());
  BOOST_TEST((net[s + 1_c][8] == 7 && net[s + 1_c][9] == 9));
  for (const int wrong : {-1, 5}) {
    const error e = net.reset_stream(wrong).error;
    BOOST_TEST((e.what == fault::stream_out_of_range && e.expected == 5 && e.found == wrong && net[s][0] == 6));
  }
  int found = 0;
  net.for_each_state([&](const state_leaf& leaf, auto numbers) {
    if (leaf.kind != ir::role::slot) return;
    BOOST_TEST((leaf.shape == make_shape(5, 2)));
    BOOST_TEST(numbers.size() == 10u);
    ++found;
  });
  BOOST_TEST(found == 1);
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
