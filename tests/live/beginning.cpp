// A learned initial state: what a scan was trained to begin with, a live program begins with.
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <tapeless/plan/verify.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

BOOST_AUTO_TEST_SUITE(learned_beginnings)

namespace {

using namespace tapeless;

constexpr int steps = 12;
constexpr auto xs = input<"x", steps, 2>;
constexpr auto x = input<"x.now", 2>;
constexpr auto h = slot<"h", 6>;
constexpr auto h0 = parameter<"h0", 6>;
constexpr auto next = gru_cell<"cell", 6>(x, h);
constexpr auto out = dense<"out", 1>(next);
constexpr auto sequence = scan(out, each(x, xs), carry(h, next, h0));
constexpr auto loss = mean(square(sequence - input<"target", steps, 1>));

using trainer = training_step<loss, adam{0.02}, batch<4>>;
using whole = program<sequence, batch<4>>;
template <auto... Options>
using player = program<out, assign(h, next, h0), Options...>;

constexpr auto total = slot<"total">;
template <int N>
constexpr auto sums_of = total + sum(input<"v", N>);

std::vector<float> signal(int count) {
  std::vector<float> all;
  for (int i = 0; i < count; ++i) all.push_back(std::sin(0.7f * static_cast<float>(i)));
  return all;
}
trainer& trained() {
  static trainer net{seed{3}};
  static const bool once = [] {
    const std::vector<float> in = signal(4 * steps * 2), target(4 * steps, 0.8f);
    for (int i = 0; i < 60; ++i) require(net.step(xs = in, input<"target", steps, 1> = target));
    return true;
  }();
  (void)once;
  return net;
}

BOOST_AUTO_TEST_CASE(a_live_program_begins_as_the_sequence) {
  static whole sequences{trained().parameters()};
  static player<> one{trained().parameters()};
  static player<streams<4>> all{trained().parameters()};
  BOOST_TEST((verify<player<>>() && verify<player<streams<4>>>()));
  BOOST_TEST(std::fabs(one[h0][0]) > 0.01f);  // it has learned one
  const std::vector<float> in = signal(4 * steps * 2);
  require(sequences.run(xs = in));
  const auto check = [&](int stream, int t, float got) {
    BOOST_TEST(std::fabs(got - sequences[sequence][static_cast<std::size_t>(stream * steps + t)]) < 1e-6);
  };
  const auto frame = [&](int stream, int t) {
    return std::span(in).subspan(static_cast<std::size_t>((stream * steps + t) * 2), 2);
  };
  for (int s = 0; s < 4; ++s) {
    if (s > 0) one.reset_state();
    for (int t = 0; t < steps; ++t) {
      require(one.run(x = frame(s, t)));
      check(s, t, one[out][0]);
    }
  }
  for (int round = 0; round < 2; ++round)
    for (int t = 0; t < steps; ++t) {
      if (round == 1 && t == 3) require(all.reset_stream(2));  // which begins again, in the middle of the others
      std::vector<float> now;
      for (int s = 0; s < 4; ++s)
        for (const float f : frame(s, round == 1 && t >= 3 && s == 2 ? t - 3 : t)) now.push_back(f);
      if (round == 1 && t == 0)
        for (int s = 0; s < 4; ++s) require(all.reset_stream(s));
      require(all.run(x = now));
      for (int s = 0; s < 4; ++s)
        check(s, round == 1 && t >= 3 && s == 2 ? t - 3 : t, all[out][static_cast<std::size_t>(s)]);
    }
}

// It begins with the parameters as they are then; what is written into the slot counts once it has begun.
BOOST_AUTO_TEST_CASE(beginnings_are_read_at_the_first_sample) {
  constexpr auto s = slot<"s", 2>;
  constexpr auto y = s + input<"z">;
  static program<y, assign(s, y, 2_c * parameter<"p", 2>)> net{seed{1}};
  net[parameter<"p", 2>][0] = 3, net[parameter<"p", 2>][1] = 4;
  require(net.run(input<"z"> = 1.f));
  BOOST_TEST((net[y][0] == 7 && net[y][1] == 9 && net[s][0] == 7 && net[slot<"s.begun">][0] == 1));
  net[s][0] = 20;
  require(net.run(input<"z"> = 1.f));
  BOOST_TEST((net[y][0] == 21 && net[y][1] == 10));
}

// Each slot and stream begins for itself, whatever the first value is computed from: parameters and slots that are only
// read. Slots beside them begin as ever, and no call computes a first value twice.
BOOST_AUTO_TEST_CASE(slots_and_streams_begin_for_themselves) {
  constexpr auto z = input<"z">;
  constexpr auto s = slot<"s", 3>;
  constexpr auto t = slot<"t", 3>;
  constexpr auto other = slot<"other", 3>;
  constexpr auto kept = slot<"kept", 3>;
  constexpr auto first = exp(parameter<"p", 3>) + kept;
  constexpr auto y = s + t + other + z;
  using streaming = program<y, assign(s, s + z, first), assign(t, t + 2_c * z, parameter<"q", 3>),
                            assign(other, other + z), streams<2>>;
  BOOST_TEST(verify<streaming>());
  static streaming net{seed{5}};
  net[kept][1] = 0.5f;
  const auto begins_as = [&](int k) {
    return std::exp(net[parameter<"p", 3>][static_cast<std::size_t>(k)]) + (k == 1 ? 0.5f : 0);
  };
  const auto calls = [&](int count) {
    for (int i = 0; i < count; ++i) require(net.run(z = std::vector<float>{1, 1}));
  };
  const auto check = [&](const int(&moved)[2], int others) {
    for (int i = 0; i < 2; ++i)
      for (int k = 0; k < 3; ++k) {
        const std::size_t at = static_cast<std::size_t>(3 * i + k);
        const float q = net[parameter<"q", 3>][static_cast<std::size_t>(k)];
        BOOST_TEST(std::fabs(net[s][at] - (begins_as(k) + static_cast<float>(moved[i]))) < 1e-5);
        BOOST_TEST(std::fabs(net[t][at] - (q + 2 * static_cast<float>(moved[i]))) < 1e-5);
        BOOST_TEST(net[other][at] == static_cast<float>(i == 1 ? moved[1] : others));
      }
  };
  calls(3);
  check({3, 3}, 3);
  require(net.reset_stream(1));
  calls(2);
  check({5, 2}, 5);
  net[slot<"t.begun">][0] = 0;  // one slot of one stream
  calls(1);
  for (int k = 0; k < 3; ++k) {
    const std::size_t at = static_cast<std::size_t>(k);
    BOOST_TEST(std::fabs(net[s][at] - (begins_as(k) + 6)) < 1e-5);
    BOOST_TEST(std::fabs(net[t][at] - (net[parameter<"q", 3>][at] + 2)) < 1e-5);
  }
  const float p = net[parameter<"p", 3>][0];
  net.reset_state();
  BOOST_TEST((net[parameter<"p", 3>][0] == p && net[kept][1] == 0.5f && net[s][0] == 0));
  calls(1);
  check({1, 1}, 1);
}

// A run-time scalar that stands in a first value alone is bound by the call that begins.
BOOST_AUTO_TEST_CASE(beginnings_take_scalars) {
  constexpr auto s = slot<"s", 2>;
  constexpr auto y = s + input<"z">;
  static program<y, assign(s, y, scalar<"gain"> * parameter<"p", 2>)> net{seed{1}};
  net[parameter<"p", 2>][0] = 5, net[parameter<"p", 2>][1] = -1;
  require(net.run(input<"z"> = 1.f, scalar<"gain"> = 3.f));
  BOOST_TEST((net[y][0] == 16 && net[y][1] == -2));
  require(net.run(input<"z"> = 1.f, scalar<"gain"> = 7.f));
  BOOST_TEST((net[y][0] == 17 && net[y][1] == -1));
}

// A call that is refused begins nothing; programs for blocks of several lengths begin once.
BOOST_AUTO_TEST_CASE(beginnings_of_blocks) {
  static block_lengths<program<sums_of<4>, assign(total, sums_of<4>, parameter<"p">), live>,
                       program<sums_of<1>, assign(total, sums_of<1>, parameter<"p">), live>>
      net{seed{1}};
  net[parameter<"p">][0] = 10;
  const std::vector<float> ones(6, 1);
  BOOST_TEST(!net.run(input<"v", 4> = std::span<const float>()).ok());
  BOOST_TEST((net[slot<"total.begun">][0] == 0 && net[total][0] == 0));
  require(net.run(input<"v", 4> = ones));
  BOOST_TEST(net[total][0] == 16);
  require(net.run(input<"v", 4> = std::span(ones).first(1)));
  BOOST_TEST(net[total][0] == 17);
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
