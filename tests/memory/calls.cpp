// Calls of programs and training steps do not allocate, even if they fail, nor does constructing, copying or reading.
#include <array>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>

#include "allocation.hpp"
#include "plain.hpp"

namespace {

using namespace tapeless;
using memory_tests::allocations;

constexpr auto x = input<"x", 2, 6>;
constexpr auto y = input<"y", 5>;
constexpr auto k = class_index<"k", 5>;
constexpr auto hidden = gelu(dense<"hidden", 9>(x));
constexpr auto z = sum<0>(dense<"out", 5>(concat<1>(hidden, x)));
constexpr auto loss = softmax_cross_entropy(z, k) + huber(z, y) +
                      variance(gather<1>(dense<"out", 5>(concat<1>(hidden, x)), k)) +
                      sum(prod<1>(matmul(x, transpose(x))));

using inference = program<z, loss, grad(loss, x), batch<7>>;
using single = program<z, grad(loss, x), in<double>>;
using trainer = training_step<loss, adam{}, batch<7>>;

const std::vector<float> inputs(12 * 16, 0.25f), targets(5 * 16, 0.5f);
const std::vector<double> doubles(12, 0.25), double_targets(5, 0.5);
const std::vector<int> classes(16, 3);

// The number of allocations of `call`.
template <class Call>
long allocated(Call call) {
  const long before = allocations();
  call();
  return allocations() - before;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(calls)

BOOST_AUTO_TEST_CASE(the_trap_works) {
  if (!memory_tests::counts) return;
  BOOST_TEST(allocated([] { BOOST_TEST_REQUIRE(std::make_unique<int>(3) != nullptr); }) >= 1);
  BOOST_TEST(allocated([] {
               void* volatile p = std::malloc(16);
               std::free(p);
             }) >= 1);
  BOOST_TEST(allocated([] { delete new std::vector<trainer>(1); }) >= 2);
}

BOOST_AUTO_TEST_CASE(programs_do_not_allocate) {
  float loss_before = 0, loss_after = 0, sum_of_scores = 0;
  bool ok = true;
  const long count = allocated([&] {
    static trainer net{seed{1}};
    loss_before = net.step(x = inputs, y = targets, k = classes);
    for (int i = 0; i < 3; ++i)
      loss_after = net.step(x = inputs, y = targets, k = classes, scalar<"learning_rate"> = 0.01);
    trainer copied = net;
    ok = ok && copied.step(x = inputs, y = targets, k = classes).ok();
    net = copied;
    ok = ok && !net.step(x = inputs, y = targets, k = std::span(classes).first(3)).ok();

    inference infer{net.parameters()};
    std::array<float, 5 * 16> scores{};
    ok = ok && infer.run(x = inputs, y = targets, k = classes, z = scores).ok();
    for (float s : scores) sum_of_scores += s + infer[loss][0];
    inference::workspace own{};
    const inference& constant = infer;
    ok = ok && constant.run(own, x = inputs, y = targets, k = classes).ok();
    ok = ok && !infer.run(x = std::span(inputs).first(13), y = targets, k = classes).ok();
    infer.set_parameters(copied.parameters());
    infer.for_each_parameter([&](const char*, const shape&, auto values) { sum_of_scores += values[0]; });

    single one{copied.parameters()};
    ok = ok && one.run(x = doubles, y = double_targets, k = std::span(classes).first(1)).ok();
  });
  BOOST_TEST(count == 0);
  BOOST_TEST(ok);
  BOOST_TEST(loss_after < loss_before);
  BOOST_TEST(std::isfinite(sum_of_scores));
}

BOOST_AUTO_TEST_CASE(the_core_without_exceptions_and_run_time_types) {
  float last = 0;
  BOOST_TEST(allocated([&] { last = memory_tests::train_without_exceptions(); }) == 0);
  BOOST_TEST(last < 0.2f);
}

// The reported size is the size of the object.
BOOST_AUTO_TEST_CASE(the_report_is_the_size) {
  static_assert(sizeof(trainer) == trainer::report.bytes && sizeof(inference) == inference::report.bytes);
  static_assert(trainer::report.state_bytes + trainer::report.arena_bytes <= trainer::report.bytes);
  static_assert(trainer::report.parameters == 6 * 9 + 9 + 15 * 5 + 5);
}

BOOST_AUTO_TEST_SUITE_END()
