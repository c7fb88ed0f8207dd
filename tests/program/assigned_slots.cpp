// Slots assigned by a program: state advances from sample to sample, assignments read old values.
#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr auto value = input<"value">;
constexpr auto total = slot<"total">;
constexpr auto first = slot<"first">;
constexpr auto second = slot<"second">;
constexpr auto running = total + value;

BOOST_AUTO_TEST_SUITE(assigned_slots)

BOOST_AUTO_TEST_CASE(a_running_total_moves_on_with_each_sample) {
  program<running, assign(total, running), in<double>> sums;
  const double values[] = {1, 2, 3, 4};
  double seen[4]{};
  BOOST_TEST(sums.run(value = values, running = seen).ok());
  const double expected[] = {1, 3, 6, 10};
  BOOST_TEST(seen == expected, boost::test_tools::per_element());
  BOOST_TEST(sums[total][0] == 10);
  sums.run(value = values);
  BOOST_TEST(sums[total][0] == 20);
}

BOOST_AUTO_TEST_CASE(all_assignments_read_old_values) {
  program<first, assign(first, second + 1_c), assign(second, first + value), in<double>> crossed;
  crossed.run(value = 2.0);            // first = 0 + 1, second = 0 + 2
  BOOST_TEST(crossed[first][0] == 0);  // the output is computed before the assignment
  crossed.run(value = 3.0);
  BOOST_TEST(crossed[first][0] == 1);
  BOOST_TEST(crossed[second][0] == 4);
}

// An output that does not depend on samples is written once, however many tiles a call has.
BOOST_AUTO_TEST_CASE(an_output_without_samples_is_written_once) {
  constexpr auto level = parameter<"level">.with<ones>();
  constexpr auto scaled = level * value;
  constexpr auto twice = level + level;
  program<scaled, twice, batch<4>> p{seed{1}};
  const float values[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  float products[10]{}, doubled[12]{};
  BOOST_TEST(p.run(value = values, scaled = products, twice = std::span<float>(doubled, 1)).ok());
  BOOST_TEST(products[9] == 9);
  BOOST_TEST(doubled[0] == 2);
  for (int i = 1; i < 12; ++i) BOOST_TEST(doubled[i] == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
