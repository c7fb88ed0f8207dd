// A language model learns a small text by heart, and its predictions depend on earlier tokens alone.
#include <cmath>
#include <memory>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/nn/models/transformer.hpp>
#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr std::string_view text = "she sells sea shells by the sea shore, the shells she sells are sea shells.";
constexpr std::string_view alphabet = " ,.abehlorsty";
constexpr int kinds = static_cast<int>(alphabet.size()), length = 12, at_once = 8;

constexpr auto tokens = class_index<"tokens", kinds, length>;
constexpr auto next = class_index<"next", kinds, length>;
constexpr auto logits =
    models::language_model<"lm", language{.blocks = 2, .width = 16, .heads = 2, .hidden = 32}>(tokens);
constexpr auto loss = softmax_cross_entropy(logits, next);
static_assert(logits.shape == make_shape(length, kinds));

int kind(std::size_t at) { return static_cast<int>(alphabet.find(text[at % text.size()])); }

BOOST_AUTO_TEST_SUITE(language_models)

BOOST_AUTO_TEST_CASE(learns_a_sentence) {
  const auto net = std::make_unique<training_step<loss, adam{0.01}, batch<at_once>>>(seed{1});
  std::vector<int> now, later;
  float first = 0, last = 0;
  for (int step = 0; step < 300; ++step) {
    now.clear(), later.clear();
    for (std::size_t s = 0; s < at_once; ++s)
      for (std::size_t t = 0; t < length; ++t) {
        const std::size_t at = (static_cast<std::size_t>(step) * 5 + s * 9) % (text.size() - length - 1) + t;
        now.push_back(kind(at)), later.push_back(kind(at + 1));
      }
    last = net->step(tokens = now, next = later);
    if (step == 0) first = last;
  }
  BOOST_TEST(first > 2.f);  // about ln 13
  BOOST_TEST(last < 0.3f);  // the first characters of a window cannot be known
}

BOOST_AUTO_TEST_CASE(no_later_token_has_an_influence) {
  program<logits> run{seed{2}};
  std::vector<int> some(length, 3);
  BOOST_TEST_REQUIRE(run.run(tokens = some).ok());
  const std::vector<float> before(run[logits].begin(), run[logits].end());
  some[7] = 5;
  BOOST_TEST_REQUIRE(run.run(tokens = some).ok());
  for (std::size_t t = 0; t < length; ++t) {
    double apart = 0;
    for (std::size_t k = 0; k < kinds; ++k) apart += std::abs(run[logits][t * kinds + k] - before[t * kinds + k]);
    BOOST_TEST((apart > 0) == (t >= 7));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
