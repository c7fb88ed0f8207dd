// Two million frames in a row: the lines of a live program rewind many times, and its state neither drifts nor
// allocates.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/nn/models/nam_lstm.hpp>
#include <tapeless/nn/models/nam_wavenet.hpp>
#include <tapeless/tapeless.hpp>

#include "allocation.hpp"

namespace {

using namespace tapeless;

constexpr long frames_in_all = 2'000'000;

constexpr auto wavenet =
    models::nam_wavenet<"amp", wavenet_stack{.channels = 4, .head = 2, .head_taps = 3, .dilations = {1, 2, 40}},
                        wavenet_stack{.channels = 2, .head_bias = true, .dilations = {8, 5}}>;
template <int N>
constexpr auto block = input<"x", 1, N>;

// Frame t of a signal without a period.
float signal(long t) {
  return static_cast<float>(counter_random::uniform(5, static_cast<std::uint64_t>(t), 0)) - 0.5f +
         std::sin(0.01f * static_cast<float>(t % 3001));
}
void read(std::vector<float>& to, long first) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = signal(first + static_cast<long>(i));
}

// A program that begins now, with what the receptive field has of the past, gives the same bits.
template <int N>
void check_wavenet() {
  constexpr auto y = wavenet(block<N>);
  using player = program<y, live>;
  static player net{seed{3}}, fresh;
  constexpr long before = (wavenet.receptive_field - 1 + N - 1) / N * N, blocks = frames_in_all / N,
                 every = 4999 / N | 1;
  std::vector<float> in(N), past(before), out(N), expected(N), dropped(before);
  long compared = 0, different = 0, allocated = 0;
  bool ok = true;
  for (long k = 0; k < blocks; ++k) {
    read(in, k * N);
    const long count = memory_tests::allocations();
    ok = ok && net.run(block<N> = in, y = out).ok();
    allocated += memory_tests::allocations() - count;
    if (k * N < before || (k % every != 0 && k + 1 < blocks)) continue;
    fresh = player{net.parameters()};
    read(past, k * N - before);
    ok = ok && fresh.run(block<N> = past, y = dropped).ok() && fresh.run(block<N> = in, y = expected).ok();
    ++compared;
    different += expected != out;
  }
  BOOST_TEST(ok);
  BOOST_TEST(allocated == 0, "blocks of " << N);
  BOOST_TEST(compared > 100);
  BOOST_TEST(different == 0, "blocks of " << N << ": " << different << " of " << compared);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(live_programs)

BOOST_AUTO_TEST_CASE(a_wavenet_does_not_drift) {
  check_wavenet<1>();
  check_wavenet<7>();
  check_wavenet<64>();
}

// The state of a recurrent network never ends: blocks of another size give the same bits.
BOOST_AUTO_TEST_CASE(an_lstm_does_not_drift) {
  constexpr auto x = input<"x", 1>;
  constexpr auto cells = models::nam_lstm<"amp", 3>;
  constexpr auto y = cells.step(x);
  using player = models::nam_lstm_live<cells, x>;
  static player large{seed{4}}, small{large.parameters()};
  std::vector<float> in(1000), out(1000), parts(1000);
  long different = 0, allocated = 0;
  bool ok = true;
  for (long k = 0; k < frames_in_all / 1000; ++k) {
    read(in, k * 1000);
    const long count = memory_tests::allocations();
    ok = ok && large.run(x = in, y = out).ok();
    for (std::size_t at = 0; at < 1000; at += 64) {
      const std::size_t n = std::min<std::size_t>(64, 1000 - at);
      ok = ok && small.run(x = std::span(in).subspan(at, n), y = std::span(parts).subspan(at, n)).ok();
    }
    allocated += memory_tests::allocations() - count;
    different += parts != out;
  }
  BOOST_TEST(ok);
  BOOST_TEST(allocated == 0);
  BOOST_TEST(different == 0);
}

BOOST_AUTO_TEST_SUITE_END()
