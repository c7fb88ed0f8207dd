// Numbers of text files are read to the nearest value; std::from_chars, which promises that, is the reference.
#include <boost/test/unit_test.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <system_error>

#include <tapeless/io/number.hpp>

namespace io = tapeless::io;
using namespace std::string_literals;

namespace {

template <class T>
T nearest(const std::string& s) {
  T value{};
  const auto [end, failure] = std::from_chars(s.data(), s.data() + s.size(), value);
  BOOST_REQUIRE(failure == std::errc{});
  BOOST_REQUIRE(end == s.data() + s.size());
  return value;
}

// Both ways to read a number, the short one if it takes it.
template <class T>
bool read_right(const std::string& s) {
  T general{}, quick{};
  const T expected = nearest<T>(s);
  if (io::detail::to_number(s, '.', general) != io::detail::reading::number) return false;
  const char* const end = io::detail::short_number(s.data(), s.data() + s.size(), '.', quick);
  return std::memcmp(&general, &expected, sizeof(T)) == 0 &&
         (!end || (end == s.data() + s.size() && std::memcmp(&quick, &expected, sizeof(T)) == 0));
}

template <class... Args>
std::string printed(const char* format, Args... args) {
  char text[400];
  std::snprintf(text, sizeof text, format, args...);
  return text;
}

// Random spellings, among them the middles between two floats, where a second rounding would show.
template <class T>
long wrong_of(int count) {
  std::mt19937_64 random(5);
  long wrong = 0;
  for (int i = 0; i < count; ++i) {
    const double any = std::ldexp(static_cast<double>(random() >> 11), static_cast<int>(random() % 150) - 125);
    const float f = static_cast<float>(any), g = std::nextafter(f, INFINITY);
    const auto big = static_cast<unsigned long long>(random());
    for (const std::string& s :
         {printed("%.17g", any), printed("%.6g", any), printed("%.9f", static_cast<double>(big % 1000000) / 7),
          printed("%.20g", (static_cast<double>(f) + static_cast<double>(g)) / 2),
          printed("-%llue%d", big, i % 31 - 20), printed("%llu.%llu", big % 100000, big >> 20),
          printed("0.%0*llu", i % 25 + 1, big % 100000)})
      wrong += !read_right<T>(s);
  }
  return wrong;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(numbers_of_texts)

BOOST_AUTO_TEST_CASE(random_spellings_are_read_to_the_nearest) {
  BOOST_TEST(wrong_of<float>(20000) == 0);
  BOOST_TEST(wrong_of<double>(20000) == 0);
}

BOOST_AUTO_TEST_CASE(numbers_at_the_ends_of_a_type) {
  for (const char* s :
       {"3.4028235e38", "3.40282346638528859811e38", "1e38", "1.17549435e-38", "16777217", "16777219",
        "9007199254740993", "9007199254740992.5", "18014398509481985", "0", "-0", "0.0e5", "1e0", "00012"})
    BOOST_TEST((read_right<float>(s) && read_right<double>(s)), s);
  for (const char* s : {"2.2250738585072014e-308", "1.7976931348623157e308", "4.9e-324", "1e-310",
                        "9999999999999999999", "123456789012345678901234567890", "0.1234567890123456789e22"})
    BOOST_TEST(read_right<double>(s), s);
}

BOOST_AUTO_TEST_CASE(too_small_becomes_0_or_denormal_and_too_large_is_told) {
  using io::detail::reading, io::detail::to_number;
  const std::string zeros(400, '0');
  float f = 1;
  double d = 1;
  for (const std::string& s : {"0." + zeros + "1", "1e-400"s, "1" + zeros + "e-1000", "1e-99999999999999999999"s}) {
    BOOST_TEST((to_number(s, '.', f) == reading::number && f == 0), s);
    BOOST_TEST((to_number("-" + s, '.', d) == reading::number && d == 0 && std::signbit(d)), s);
  }
  BOOST_TEST((to_number("0." + zeros + "1e401", '.', f) == reading::number && f == 1));
  BOOST_TEST((to_number("1e-45", '.', f) == reading::number && f == std::numeric_limits<float>::denorm_min()));
  BOOST_TEST((to_number("1e-40", '.', f) == reading::number && f == 1e-40f));
  for (const std::string& s : {"1" + zeros, "1e400"s, "0." + zeros + "1e800", "1e99999999999999999999"s, "-1e400"s}) {
    BOOST_TEST((to_number(s, '.', f) == reading::too_large), s);
    BOOST_TEST((to_number(s, '.', d) == reading::too_large), s);
  }
  BOOST_TEST((to_number("3.5e38", '.', f) == reading::too_large));
}

BOOST_AUTO_TEST_SUITE_END()
