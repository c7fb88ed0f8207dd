// A variational autoencoder of bars in a small picture: it codes and draws them again.
#include <cmath>
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/nn/models/vae.hpp>
#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr int side = 4, pixels = side * side;
constexpr autoencoding sizes{.hidden = 16, .code = 2};
constexpr auto x = input<"x", pixels>;
constexpr auto code = input<"code", 2>;
constexpr auto model = models::vae<"vae", sizes>(x);
constexpr auto drawn = models::vae_decoder<"vae", sizes, pixels>(code);
static_assert(model.mean.shape == make_shape(2) && model.logits.shape == make_shape(pixels));
static_assert(model.loss.shape == shape{} && drawn.shape == model.logits.shape);

// One row or column of the picture is 1.
std::vector<float> bars() {
  std::vector<float> all;
  for (int k = 0; k < 2 * side; ++k)
    for (int i = 0; i < pixels; ++i) all.push_back((k < side ? i / side == k : i % side == k - side) ? 1.f : 0.f);
  return all;
}

BOOST_AUTO_TEST_SUITE(variational_autoencoders)

BOOST_AUTO_TEST_CASE(codes_bars) {
  const auto net = std::make_unique<training_step<model.loss, adam{0.01}, batch<8>>>(seed{3});
  const std::vector<float> pictures = bars();
  double before = 0, after = 0;
  for (int step = 0; step < 1500; ++step) {
    const float l = net->step(x = pictures);
    if (step < 20) before += static_cast<double>(l) / 20;
    if (step >= 1400) after += static_cast<double>(l) / 100;
  }
  BOOST_TEST(before > 10);
  BOOST_TEST(after < 0.6 * before);  // the code of 8 pictures costs at least ln 8

  // In a program the code is its mean; most pixels come back.
  program<model.logits, model.mean> run{net->parameters()};
  program<drawn> decoder{net->parameters()};
  int right = 0;
  for (std::size_t k = 0; k < 2 * side; ++k) {
    BOOST_TEST_REQUIRE(static_cast<result<void>>(run.run(x = std::span(pictures).subspan(k * pixels, pixels))).ok());
    BOOST_TEST_REQUIRE(static_cast<result<void>>(decoder.run(code = run[model.mean])).ok());
    for (std::size_t i = 0; i < pixels; ++i) {
      BOOST_TEST(std::abs(decoder[drawn][i] - run[model.logits][i]) < 1e-4f);
      right += (run[model.logits][i] > 0) == (pictures[k * pixels + i] > 0.5f);
    }
  }
  BOOST_TEST(right > 115);  // of 128
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
