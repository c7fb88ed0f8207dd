// A GRU tells whether a sequence of up to eight signs, whose length varies, has more ups than downs.
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/nn/models/gru_sequence.hpp>
#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr int steps = 8;
constexpr auto xs = input<"xs", steps, 1>;
constexpr auto length = class_index<"length", steps + 1>;
constexpr auto positive = input<"positive", 1>;
constexpr auto z = models::gru_summary<"net", 8, 1, recurrent{.bidirectional = true}>(xs, length);
constexpr auto loss = binary_cross_entropy(z, positive);
static_assert(z.shape == make_shape(1));
static_assert(models::gru_sequence<"net", 8, 2>(xs).shape == make_shape(steps, 2));
static_assert(models::gru_summary<"net", 8, 3>(xs).shape == make_shape(3));
static_assert(models::gru_sequence<"net", 8, 2, recurrent{.layers = 2, .bidirectional = true}>(xs, length).shape ==
              make_shape(steps, 2));

BOOST_AUTO_TEST_SUITE(gru_models)

BOOST_AUTO_TEST_CASE(counts_ups_and_downs) {
  std::vector<float> values, truth;
  std::vector<int> lengths;
  for (int s = 0; s < 256; ++s) {
    const int n = 1 + s % 4 * 2 + (s >> 7);  // of 1 to 8
    int sum = 0;
    for (int t = 0; t < steps; ++t) {
      const bool up = (s * 37 + 11 * s * t * t + t) % 7 > 2;
      values.push_back(t < n ? up ? 1.f : -1.f : 9.f);  // what pads is no sign
      if (t < n) sum += up ? 1 : -1;
    }
    lengths.push_back(n);
    truth.push_back(sum > 0 ? 1.f : 0.f);
  }
  const auto net = std::make_unique<training_step<loss, adam{0.02}, batch<32>>>(seed{1});
  const float before = net->step(xs = values, length = lengths, positive = truth);
  float after = 0;
  for (int i = 0; i < 120; ++i) after = net->step(xs = values, length = lengths, positive = truth);
  BOOST_TEST(before > 0.5f);
  BOOST_TEST(after < before / 20);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
