// A rejected call changes nothing, on threads as well.
#include "networks.hpp"

namespace {

using namespace threads_tests;

using trainer = training_step<loss, adam{}, batch<4>, threads<3>>;
using inference = program<z, loss, batch<4>, threads<3>>;

const std::vector<float> inputs = drawn(96 * 12, 1);
const std::vector<int> classes = drawn_classes(12, 10);

template <class Program, class Call>
void refused(Program& p, Call call, fault what, long expected, long found) {
  std::vector<unsigned char> before(sizeof p);
  std::memcpy(before.data(), &p, sizeof p);
  const auto r = call(p);
  BOOST_TEST((r.error.what == what));
  BOOST_TEST(r.error.expected == expected);
  BOOST_TEST(r.error.found == found);
  BOOST_TEST(std::memcmp(before.data(), &p, sizeof p) == 0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(faults)

BOOST_AUTO_TEST_CASE(of_training) {
  thread_pool pool(3);
  const auto net = std::make_unique<trainer>(seed{1});
  BOOST_TEST_REQUIRE(net->step(on(pool), x = inputs, y = classes).ok());
  refused(
      *net, [&](auto& p) { return p.step(on(pool), x = std::span(inputs).first(95), y = classes); },
      fault::partial_sample, 96, 95);
  refused(
      *net, [&](auto& p) { return p.step(on(pool), x = inputs, y = std::span(classes).first(9)); },
      fault::different_samples, 12, 9);
  auto wrong = classes;
  wrong.back() = 10;
  refused(
      *net, [&](auto& p) { return p.step(on(pool), x = inputs, y = wrong, scalar<"learning_rate"> = 7); },
      fault::class_out_of_range, 10, 10);
  BOOST_TEST(std::isnan(float(net->step(on(pool), x = inputs, y = wrong))));
  BOOST_TEST_REQUIRE(net->step(on(pool), x = inputs, y = classes).ok());
}

BOOST_AUTO_TEST_CASE(of_inference) {
  thread_pool pool(3);
  const auto p = std::make_unique<inference>(seed{1});
  BOOST_TEST_REQUIRE(p->run(on(pool), x = inputs, y = classes).ok());
  std::vector<float> out(119, 5.0f);
  refused(
      *p, [&](auto& q) { return q.run(on(pool), x = inputs, y = classes, z = out); }, fault::output_too_small, 120,
      119);
  for (float f : out) BOOST_TEST(f == 5.0f);
  refused(
      *p, [&](auto& q) { return q.run(on(pool), x = std::span(inputs).first(0), y = std::span(classes).first(0)); },
      fault::no_samples, 1, 0);
}

BOOST_AUTO_TEST_SUITE_END()
