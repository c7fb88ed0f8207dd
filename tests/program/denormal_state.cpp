// Decaying state does not stay denormal, whether its slots belong to parameters, are assigned by a program or are in a
// scan.
#include <limits>

#include "numbers.hpp"

namespace {

using namespace program_tests;

constexpr auto u = input<"u", 40>;
constexpr auto leak = slot<"leak", 40>;
constexpr auto leaked = 0.5_c * leak + u;

template <class T>
int denormals(std::span<const T> values) {
  int n = 0;
  for (T v : values) n += v != T(0) && std::abs(v) < std::numeric_limits<T>::min();
  return n;
}

// The largest number of consecutive calls that leave denormal state after the input has become 0. Checks that the state
// ends at 0.
template <class Program>
int longest_denormal(int silent_calls) {
  using T = typename Program::value_type;
  static Program p;
  const std::vector<T> zero(40, T(0));
  auto some = drawn<T>(40, 7);
  BOOST_TEST_REQUIRE(p.run(u = some).ok());
  int longest = 0, now = 0;
  for (int i = 0; i < silent_calls; ++i) {
    BOOST_TEST_REQUIRE(p.run(u = zero).ok());
    now = denormals<T>(p[leak]) ? now + 1 : 0;
    longest = now > longest ? now : longest;
  }
  for (T v : p[leak]) BOOST_TEST(v == T(0));
  return longest;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(denormal_state)

BOOST_AUTO_TEST_CASE(of_assigned_slots) {
  BOOST_TEST((longest_denormal<program<leaked, assign(leak, leaked)>>(400)) < 40);
  BOOST_TEST((longest_denormal<program<leaked, assign(leak, leaked), lanes<1>>>(400)) < 40);
  BOOST_TEST((longest_denormal<program<leaked, assign(leak, leaked), in<double>>>(1400)) < 40);
}

// A call of many samples advances the state exactly as many calls of one sample do.
BOOST_AUTO_TEST_CASE(many_samples_are_many_calls) {
  using leaky = program<leaked, assign(leak, leaked)>;
  leaky one, many;
  std::vector<float> silent(40 * 300, 0.0f);
  const auto some = drawn(40, 7);
  std::copy(some.begin(), some.end(), silent.begin());
  for (std::size_t i = 0; i < 300; ++i) BOOST_TEST_REQUIRE(one.run(u = std::span(silent).subspan(40 * i, 40)).ok());
  std::vector<float> out(40 * 300);
  BOOST_TEST_REQUIRE(many.run(u = silent, leaked = out).ok());
  BOOST_TEST(same_bits(one[leak], many[leak]));
  BOOST_TEST(same_bits(one[leaked], many[leaked]));
}

// Normal numbers are not changed.
BOOST_AUTO_TEST_CASE(small_normal_numbers_stay) {
  constexpr auto v = input<"v", 2>;
  constexpr auto s = slot<"s", 2>;
  program<s + v, assign(s, v)> p;
  const float least = std::numeric_limits<float>::min(), values[] = {least, -least}, tiny[] = {least / 2, -least / 4};
  for (int i = 0; i < 100; ++i) {
    BOOST_TEST_REQUIRE(p.run(v = values).ok());
    BOOST_TEST((p[s][0] == least && p[s][1] == -least));
  }
  int flushed = 0;
  for (int i = 0; i < 100; ++i) {
    BOOST_TEST_REQUIRE(p.run(v = tiny).ok());
    flushed += p[s][0] == 0 && p[s][1] == 0;
  }
  BOOST_TEST(flushed >= 6);
}

BOOST_AUTO_TEST_SUITE_END()
