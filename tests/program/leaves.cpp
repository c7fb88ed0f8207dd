// The parameters and slots of a program, by their expressions: read, written, and read by the next call.
#include "numbers.hpp"

namespace {

using namespace program_tests;

constexpr auto x = input<"x", 3>;
constexpr auto w = parameter<"w", 3>;
constexpr auto count = slot<"count">;
constexpr auto y = dot(w, x) + count;

using model = program<y, in<double>>;
using in_the_compiler = program<y, lanes<1>, in<double>>;

constexpr double computed = [] {
  in_the_compiler p;
  p[w][0] = 1, p[w][1] = 2, p[w][2] = 3;
  p[count][0] = 100;
  const double values[] = {1, 10, 100};
  (void)p.run(x = values);
  return p[y][0];
}();
static_assert(computed == 421);

template <class P, class E>
concept can_be_written = requires(P& p, E e) {
  p[e][0] = 1;
};
static_assert(can_be_written<model, decltype(w)> && can_be_written<model, decltype(count)>);
static_assert(!can_be_written<const model, decltype(w)> && !can_be_written<model, decltype(y)>);

}  // namespace

BOOST_AUTO_TEST_SUITE(leaves)

BOOST_AUTO_TEST_CASE(what_is_written_is_read_by_the_next_call) {
  model p;
  for (double& v : p[w]) v = 2;
  const auto inputs = drawn<double>(3, 5);
  BOOST_TEST(p.run(x = inputs).ok());
  BOOST_TEST(p[y][0] == 2 * inputs[0] + 2 * inputs[1] + 2 * inputs[2], boost::test_tools::tolerance(1e-15));
  p[count][0] = -1;
  const double before = p[y][0];
  BOOST_TEST(p.run(x = inputs).ok());
  BOOST_TEST(p[y][0] == before - 1, boost::test_tools::tolerance(1e-15));
  BOOST_TEST(std::as_const(p)[w][2] == 2);
}

BOOST_AUTO_TEST_CASE(a_parameter_that_is_an_output_is_read_as_the_call_left_it) {
  program<w, y, in<double>> p;
  static_assert(!can_be_written<decltype(p), decltype(w)>);
  BOOST_TEST(p.run(x = drawn<double>(3, 7)).ok());
  BOOST_TEST(p[w].size() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
