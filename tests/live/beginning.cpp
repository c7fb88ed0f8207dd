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

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
