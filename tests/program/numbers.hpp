// Shared by the tests of programs: numbers to compute with, and bitwise comparison.
#pragma once

#include <cmath>
#include <cstring>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>

namespace program_tests {

using namespace tapeless;

template <class T = float>
std::vector<T> drawn(std::size_t count, std::uint64_t stream) {
  std::vector<T> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<T>(2 * counter_random::uniform(5, stream, i) - 1);
  return values;
}

template <class A>
auto copy(const A& span) {
  return std::vector<std::remove_const_t<typename A::element_type>>(span.begin(), span.end());
}

template <class A, class B>
bool same_bits(const A& a, const B& b) {
  return std::size(a) == std::size(b) &&
         std::memcmp(std::data(a), std::data(b), std::size(a) * sizeof(*std::data(a))) == 0;
}

template <class A, class B>
void close(const A& found, const B& expected, double tolerance, int which = 0) {
  BOOST_TEST_REQUIRE(std::size(found) == std::size(expected));
  for (std::size_t i = 0; i < std::size(expected); ++i)
    if (const double f = found[i], e = expected[i]; !(std::abs(f - e) <= tolerance * (1 + std::abs(e))))
      BOOST_ERROR("case " << which << ", element " << i << ": " << f << ", expected " << e);
}

// All parameters of a program, one after the other.
template <class Program>
auto weights(const Program& p) {
  std::vector<typename Program::value_type> all;
  p.for_each_parameter(
      [&](const char*, const shape&, auto values) { all.insert(all.end(), values.begin(), values.end()); });
  return all;
}

}  // namespace program_tests
