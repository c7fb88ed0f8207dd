// Convolution and scan do not allocate: the states of all steps and the memory of a body are part of the program.
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>

#include "allocation.hpp"

namespace {

using namespace tapeless;

constexpr auto image = input<"image", 2, 8, 8>;
constexpr auto k = class_index<"k", 3>;
constexpr auto pooled = max_pool2d<2>(relu(conv2d<"conv", 4, 3, convolution{.padding = 1}>(image)));  // [4, 4, 4]
constexpr auto rows = reshape<4, 16>(pooled);
constexpr auto row = input<"row", 16>;
constexpr auto h = slot<"h", 6>;
constexpr auto next = gru_cell<"gru", 6>(row, h);
constexpr auto states = scan(next, each(row, rows), carry(h, next));
constexpr auto logits = dense<"out", 3>(mean<0>(states));
constexpr auto loss = softmax_cross_entropy(logits, k);

using trainer = training_step<loss, adam{0.02}, batch<7>>;
using inference = program<logits, batch<7>>;

}  // namespace

BOOST_AUTO_TEST_SUITE(sequences)

BOOST_AUTO_TEST_CASE(convolution_and_scan_do_not_allocate) {
  std::vector<float> images(128 * 16);
  std::vector<int> classes(16);
  for (std::size_t i = 0; i < images.size(); ++i) images[i] = std::sin(static_cast<float>(i * (i / 128 % 3 + 1)));
  for (std::size_t i = 0; i < classes.size(); ++i) classes[i] = static_cast<int>(i % 3);
  std::vector<float> scores(3 * 16);
  float first = 0, last = 0;
  bool ok = true;
  const long before = memory_tests::allocations();
  {
    static trainer net{seed{1}};
    first = net.step(image = images, k = classes);
    for (int i = 0; i < 60; ++i) last = net.step(image = images, k = classes);
    static inference infer{net.parameters()};
    ok = ok && infer.run(image = images, logits = scores).ok();
    ok = ok && !infer.run(image = std::span(images).first(100)).ok();
  }
  BOOST_TEST(memory_tests::allocations() - before == 0);
  BOOST_TEST(ok);
  BOOST_TEST(last < first / 2);
  for (float s : scores) BOOST_TEST(std::isfinite(s));
}

// The reported size, which is the size of the object, includes the memory of a body.
BOOST_AUTO_TEST_CASE(the_report_counts_the_body) {
  static_assert(sizeof(trainer) == trainer::report.bytes && sizeof(inference) == inference::report.bytes);
  static_assert(trainer::report.arena_bytes + trainer::report.state_bytes <= trainer::report.bytes);
}

BOOST_AUTO_TEST_SUITE_END()
