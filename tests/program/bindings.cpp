// Bindings are checked in whatever form they come: as numbers or ranges, of any integer type, with or without memory.
#include <limits>

#include "numbers.hpp"

namespace {

using namespace program_tests;

constexpr auto x = input<"x", 4>;
constexpr auto z = input<"z">;
constexpr auto k = class_index<"k", 10>;
constexpr auto gain = scalar<"gain", 1.0>;
constexpr auto loss = softmax_cross_entropy(dense<"o", 10>(x) * gain, k);
constexpr auto stretched = z * gain;

const float row[4] = {1, 2, 3, 4};
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN(),
                 infinity = std::numeric_limits<double>::infinity();

template <class Program, class Call>
void refused(Program& p, Call call, fault what, const char* where) {
  std::vector<unsigned char> before(sizeof p);
  std::memcpy(before.data(), &p, sizeof p);
  const auto r = call(p);
  BOOST_TEST(!r.ok());
  BOOST_TEST((r.error.what == what), describe(r.error.what));
  BOOST_TEST(std::string_view(r.error.where) == where);
  BOOST_TEST(std::memcmp(before.data(), &p, sizeof p) == 0);
}

template <class I>
void indices_of_type() {
  program<loss> p{seed{1}};
  for (int good : {0, 3, 9}) {
    const I one[] = {static_cast<I>(good)};
    BOOST_TEST(p.run(x = row, k = one).ok());
  }
  for (I bad : {static_cast<I>(10), static_cast<I>(-1), std::numeric_limits<I>::max(), std::numeric_limits<I>::min()}) {
    const I one[] = {bad};
    if (bad == I(0)) continue;  // the smallest unsigned value
    refused(
        p, [&](auto& q) { return q.run(x = row, k = one); }, fault::class_out_of_range, "k");
    const I several[] = {I(1), I(2), bad};
    const std::vector<float> rows = drawn(12, 1);
    refused(
        p, [&](auto& q) { return q.run(x = rows, k = several); }, fault::class_out_of_range, "k");
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bindings)

BOOST_AUTO_TEST_CASE(a_class_index_as_a_number) {
  program<loss> p{seed{1}};
  training_step<loss, adam{}, batch<4>> net{seed{1}};
  for (double good : {0.0, 3.0, 9.0, -0.0}) {
    BOOST_TEST(p.run(x = row, k = good).ok());
    BOOST_TEST(net.step(x = row, k = good).ok());
  }
  for (double bad : {-1.0, 10.0, 1e9, 1e300, -1e300}) {
    refused(
        p, [&](auto& q) { return q.run(x = row, k = bad); }, fault::class_out_of_range, "k");
    refused(
        net, [&](auto& q) { return q.step(x = row, k = bad); }, fault::class_out_of_range, "k");
  }
  for (double bad : {2.5, -0.5, 9.5, 1e-300, not_a_number, infinity, -infinity}) {
    refused(
        p, [&](auto& q) { return q.run(x = row, k = bad); }, fault::class_not_whole, "k");
    refused(
        net, [&](auto& q) { return q.step(x = row, k = bad); }, fault::class_not_whole, "k");
  }
  BOOST_TEST(p.run(x = row, k = 10).error.found == 10);
  BOOST_TEST(p.run(x = row, k = 2.5).error.number == 2.5);
}

BOOST_AUTO_TEST_CASE(class_indices_of_all_integers) {
  indices_of_type<signed char>();
  indices_of_type<unsigned char>();
  indices_of_type<short>();
  indices_of_type<unsigned short>();
  indices_of_type<int>();
  indices_of_type<unsigned>();
  indices_of_type<long>();
  indices_of_type<unsigned long>();
  indices_of_type<long long>();
  indices_of_type<unsigned long long>();
  // Values that would be truncated to class 0 in a narrower type.
  program<loss> p{seed{1}};
  const std::int64_t wide[] = {std::int64_t{1} << 32};
  const std::uint64_t wider[] = {std::uint64_t{1} << 63};
  refused(
      p, [&](auto& q) { return q.run(x = row, k = wide); }, fault::class_out_of_range, "k");
  refused(
      p, [&](auto& q) { return q.run(x = row, k = wider); }, fault::class_out_of_range, "k");
}

BOOST_AUTO_TEST_CASE(numbers_of_scalars) {
  program<stretched> p;
  training_step<square(stretched * parameter<"w"> - 1_c), sgd{0.1}> net;
  const auto rate = scalar<"learning_rate">;
  for (double bad : {not_a_number, infinity, -infinity, 1e300, -1e39}) {
    refused(
        p, [&](auto& q) { return q.run(z = 2, gain = bad); }, fault::number_not_finite, "gain");
    refused(
        net, [&](auto& q) { return q.step(z = 2, gain = 3, rate = bad); }, fault::number_not_finite, "learning_rate");
  }
  BOOST_TEST(net[rate][0] == 0.1f);
  program<stretched, in<double>> wide;
  BOOST_TEST(wide.run(z = 1, gain = 1e300).ok());
  BOOST_TEST(wide[stretched][0] == 1e300);
}

// Inputs are data: NaN and infinity are passed on, as in a range; a number too large for float is an error.
BOOST_AUTO_TEST_CASE(numbers_of_inputs) {
  program<stretched> p;
  BOOST_TEST(p.run(z = not_a_number).ok());
  BOOST_TEST(std::isnan(p[stretched][0]));
  BOOST_TEST(p.run(z = infinity).ok());
  refused(
      p, [](auto& q) { return q.run(z = 1e39); }, fault::number_not_finite, "z");
}

BOOST_AUTO_TEST_CASE(ranges_without_memory) {
  program<loss> p{seed{1}};
  const std::span<const float> nowhere(static_cast<const float*>(nullptr), 4);
  const std::span<const int> no_labels(static_cast<const int*>(nullptr), 1);
  const std::span<float> no_output(static_cast<float*>(nullptr), 1);
  refused(
      p, [&](auto& q) { return q.run(x = nowhere, k = 1); }, fault::no_memory, "x");
  refused(
      p, [&](auto& q) { return q.run(x = row, k = no_labels); }, fault::no_memory, "k");
  refused(
      p, [&](auto& q) { return q.run(x = row, k = 1, loss = no_output); }, fault::no_memory, "output");
  refused(
      p, [&](auto& q) { return q.run(x = std::vector<float>{}, k = std::vector<int>{}); }, fault::no_samples, "x");
}

// A parameter or slot can be an output like any other; outputs that are the same expression are all written.
BOOST_AUTO_TEST_CASE(every_output_can_be_taken) {
  constexpr auto w = parameter<"w", 3>.with<ones>();
  constexpr auto v = input<"v", 3>;
  constexpr auto s = slot<"s", 3>;
  {
    program<w, dot(w, v), s, batch<4>> p;
    std::vector<float> taken(3, 7.0f), state(3, 7.0f), rows(15, 2.0f), out(5);
    BOOST_TEST_REQUIRE(p.run(v = rows, w = taken, s = state, dot(w, v) = out).ok());
    BOOST_TEST(taken == std::vector<float>(3, 1.0f), boost::test_tools::per_element());
    BOOST_TEST(state == std::vector<float>(3, 0.0f), boost::test_tools::per_element());
    BOOST_TEST(out == std::vector<float>(5, 6.0f), boost::test_tools::per_element());
  }
  constexpr auto a = grad(dot(w, 2_c * v), w);  // 2 v
  constexpr auto b = grad(dot(2_c * v, w) + sum(v), w);
  static_assert(graph_of(a).root().hash == graph_of(b).root().hash);  // their sources differ, their nodes do not
  program<a, b, batch<2>> p;
  std::vector<float> rows = drawn(15, 2), first(15), second(15), third(15);
  BOOST_TEST_REQUIRE(p.run(v = rows, a = first, b = second, a = third).ok());
  for (std::size_t i = 0; i < 15; ++i)
    BOOST_TEST((first[i] == 2 * rows[i] && second[i] == first[i] && third[i] == first[i]));
  program<a, a, batch<2>> twice;
  BOOST_TEST_REQUIRE(twice.run(v = rows, a = third).ok());
  BOOST_TEST(same_bits(third, first));
  BOOST_TEST(same_bits(twice[a], std::span(first).last(3)));
}

// A run-time scalar stays as a call has bound it, and can be read and written like other state.
BOOST_AUTO_TEST_CASE(scalars_by_name) {
  program<stretched> p;
  BOOST_TEST(p[gain][0] == 1);
  BOOST_TEST_REQUIRE(p.run(z = 2, gain = 3).ok());
  BOOST_TEST(p[scalar<"gain">][0] == 3);
  p[gain][0] = 5;
  BOOST_TEST_REQUIRE(p.run(z = 2).ok());
  BOOST_TEST(p[stretched][0] == 10);
  const program<stretched> same = p;
  BOOST_TEST(same[gain][0] == 5);
  p.reset();
  BOOST_TEST(p[gain][0] == 1);
}

BOOST_AUTO_TEST_SUITE_END()
