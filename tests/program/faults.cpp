// Run-time errors of calls say where, what was expected and what was found, and nothing is written.
#include <cstring>

#include "numbers.hpp"

namespace {

using namespace program_tests;

constexpr auto x = input<"x", 6>;
constexpr auto k = class_index<"k", 4>;
constexpr auto z = dense<"out", 4>(x) * scalar<"gain", 1.0>;
constexpr auto loss = softmax_cross_entropy(z, k);

using trainer = training_step<loss, adam{0.02}, batch<3>>;
using inference = program<z, loss, batch<3>>;

const std::vector<float> inputs = drawn(60, 1);
const std::vector<int> classes{0, 1, 2, 3, 2, 1, 0, 1, 2, 3};

auto rows(std::size_t elements) { return std::span(inputs).first(elements); }
auto first_classes(std::size_t count) { return std::span(classes).first(count); }

void is(const error& e, fault what, const char* where, long expected, long found) {
  BOOST_TEST((e.what == what));
  BOOST_TEST(std::string_view(e.where) == where);
  BOOST_TEST(e.expected == expected);
  BOOST_TEST(e.found == found);
  BOOST_TEST(std::strlen(describe(e.what)) > 5u);
}

// Checks that no byte of the program changes.
template <class Program, class Call>
void refused(Program& p, Call call, fault what, const char* where, long expected, long found) {
  std::vector<unsigned char> before(sizeof p);
  std::memcpy(before.data(), &p, sizeof p);
  const auto r = call(p);
  BOOST_TEST(!r.ok());
  is(r.error, what, where, expected, found);
  BOOST_TEST(std::memcmp(before.data(), &p, sizeof p) == 0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(faults)

BOOST_AUTO_TEST_CASE(of_inference) {
  inference p{seed{1}};
  BOOST_TEST_REQUIRE(p.run(x = rows(18), k = first_classes(3)).ok());
  const auto with = [](auto a, auto b) { return [=](auto& q) { return q.run(x = a, k = b); }; };
  refused(p, with(rows(17), first_classes(3)), fault::partial_sample, "x", 6, 17);
  refused(p, with(rows(5), first_classes(1)), fault::partial_sample, "x", 6, 5);
  refused(p, with(rows(18), first_classes(2)), fault::different_samples, "k", 3, 2);
  refused(p, with(rows(0), first_classes(0)), fault::no_samples, "x", 1, 0);
  refused(p, with(rows(12), std::vector{1, 4}), fault::class_out_of_range, "k", 4, 4);
  refused(p, with(rows(12), std::vector{-1, 0}), fault::class_out_of_range, "k", 4, -1);
  refused(p, with(rows(12), std::vector<unsigned char>{3, 200}), fault::class_out_of_range, "k", 4, 200);
  refused(
      p, [](auto& q) { return q.run(k = classes, x = rows(12)); }, fault::different_samples, "x", 10, 2);
  refused(
      p, [](auto& q) { return q.run(x = rows(13), k = classes, scalar<"gain", 1.0> = 7); }, fault::partial_sample, "x",
      6, 13);
}

BOOST_AUTO_TEST_CASE(of_outputs) {
  inference p{seed{1}};
  for (std::size_t size : {0u, 7u, 9u, 16u}) {
    std::vector<float> out(size, 5.0f);
    refused(
        p, [&](auto& q) { return q.run(x = rows(12), k = first_classes(2), z = out); }, fault::output_too_small,
        "output", 8, static_cast<long>(size));
    for (float f : out) BOOST_TEST(f == 5.0f);
  }
  // One valid and one invalid output range: neither is written.
  std::vector<float> right(8, 5.0f), wrong(3, 5.0f);
  refused(
      p, [&](auto& q) { return q.run(x = rows(12), k = first_classes(2), z = right, loss = wrong); },
      fault::output_too_small, "output", 2, 3);
  for (float f : right) BOOST_TEST(f == 5.0f);
  for (float f : wrong) BOOST_TEST(f == 5.0f);
}

BOOST_AUTO_TEST_CASE(of_training) {
  trainer net{seed{1}};
  BOOST_TEST_REQUIRE(net.step(x = rows(60), k = classes).ok());
  const auto with = [](auto a, auto b) { return [=](auto& q) { return q.step(x = a, k = b); }; };
  refused(net, with(rows(59), first_classes(10)), fault::partial_sample, "x", 6, 59);
  refused(net, with(rows(60), first_classes(9)), fault::different_samples, "k", 10, 9);
  refused(net, with(rows(0), first_classes(0)), fault::no_samples, "x", 1, 0);
  refused(net, with(rows(60), std::vector<long>{0, 0, 0, 0, 0, 0, 0, 0, 0, 1'000'000}), fault::class_out_of_range, "k",
          4, 1'000'000);
  refused(
      net, [](auto& q) { return q.step(x = rows(6), k = classes, scalar<"learning_rate"> = 9); },
      fault::different_samples, "k", 1, 10);
  // The value of a failed step is NaN.
  BOOST_TEST(std::isnan(float(net.step(x = rows(59), k = classes))));
  BOOST_TEST_REQUIRE(net.step(x = rows(60), k = classes).ok());
}

// A constant program does not change, whatever a call binds.
BOOST_AUTO_TEST_CASE(a_constant_program_is_not_written) {
  const inference p{seed{1}};
  std::vector<unsigned char> before(sizeof p);
  std::memcpy(before.data(), &p, sizeof p);
  inference::workspace own{};
  BOOST_TEST_REQUIRE(p.run(own, x = rows(60), k = classes).ok());
  BOOST_TEST(std::memcmp(before.data(), &p, sizeof p) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
