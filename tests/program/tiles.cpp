// A training step adds up all tiles before the sum is used, for any loss, optimiser and tile size.
#include "numbers.hpp"

namespace {

using namespace program_tests;

constexpr auto x = input<"x">;
constexpr auto y = input<"y">;
constexpr auto w = parameter<"w">.with<ones>();
constexpr auto b = parameter<"b">.with<ones>();
constexpr auto v = input<"v", 3>;
constexpr auto m = parameter<"m", 3, 2>.with<ones>();
constexpr auto scale = parameter<"scale", 3>.with<ones>();

// Losses whose gradients end in a negation, scaling or sum, with which an optimiser could be folded.
constexpr auto difference = square(y - w * x);
constexpr auto from_mse = mse(w * x + b, y);
constexpr auto hinged = hinge(w * x - b, y);
constexpr auto stretched = square(sum(scale * v) - y) * 3_c;
constexpr auto negated = -sum(square(tanh(matmul(v, m))));
constexpr auto decayed = square(y - w * x) + 0.1_c * square(w);  // a part that is independent of the samples
constexpr auto linear = w * x + b;                               // gradients that are an input, and a constant

// An optimiser that reduces its gradient.
struct normalised {
  constexpr void operator()(update& u) const {
    const unsigned all = (1u << u.gradient->shape.rank) - 1u;
    const term size = reduce<ops::sum_op>(square(u.gradient), all) + 1.0;
    u.assign(u.parameter, u.parameter - -(u.gradient * -0.3) / sqrt(size));
  }
};
// An optimiser that uses its gradient in all ways that simplification could fold.
struct roundabout {
  constexpr void operator()(update& u) const {
    const term g = u.gradient, twice = g + g, same = -(-g);
    u.assign(u.parameter, u.parameter - 0.1 * (twice - same) - 0.05 * (2.0 * g - g) * 2.0);
  }
};

// Parameters and losses of three steps.
template <auto Loss, auto Optimiser, auto... Options, class Bind>
std::vector<float> trained(Bind step, std::size_t count) {
  training_step<Loss, Optimiser, Options...> net;
  std::vector<float> seen;
  for (int k = 0; k < 3; ++k) seen.push_back(step(net, count));
  const auto all = weights(net);
  seen.insert(seen.end(), all.begin(), all.end());
  return seen;
}
template <auto Loss, auto Optimiser, class Bind>
void in_any_tiles(Bind step) {
  for (std::size_t count : {1u, 2u, 5u, 12u}) {
    const auto at_once = trained<Loss, Optimiser, batch<12>>(step, count);
    const int which = static_cast<int>(count);
    close(trained<Loss, Optimiser>(step, count), at_once, 4e-6, which);
    close(trained<Loss, Optimiser, batch<5>>(step, count), at_once, 4e-6, which);
  }
}

constexpr auto bind_x = [](auto& net, std::size_t n) { return net.step(x = drawn(n, 1)).value; };
constexpr auto bind_v = [](auto& net, std::size_t n) { return net.step(v = drawn(3 * n, 3)).value; };
constexpr auto bind_xy = [](auto& net, std::size_t n) { return net.step(x = drawn(n, 1), y = drawn(n, 2)).value; };
constexpr auto bind_vy = [](auto& net, std::size_t n) { return net.step(v = drawn(3 * n, 3), y = drawn(n, 2)).value; };

}  // namespace

BOOST_AUTO_TEST_SUITE(tiles)

BOOST_AUTO_TEST_CASE(one_step_by_hand) {
  const float xs[] = {1, 2, 3, 4}, ys[] = {2, 4, 6, 8};
  training_step<difference, sgd{0.1}, batch<3>> net;
  const float loss = net.step(x = xs, y = ys);
  BOOST_TEST(loss == 7.5f);
  BOOST_TEST(net[w][0] == 2.5f);  // the gradient is -15
}

BOOST_AUTO_TEST_CASE(any_optimiser) {
  in_any_tiles<difference, sgd{0.1}>(bind_xy);
  in_any_tiles<difference, adam{.learning_rate = 0.1, .epsilon = 10}>(bind_xy);
  in_any_tiles<difference, normalised{}>(bind_xy);
  in_any_tiles<difference, roundabout{}>(bind_xy);
}
BOOST_AUTO_TEST_CASE(any_loss) {
  in_any_tiles<from_mse, sgd{0.1}>(bind_xy);
  in_any_tiles<decayed, roundabout{}>(bind_xy);
  in_any_tiles<hinged, sgd{0.1}>(bind_xy);
  in_any_tiles<linear, roundabout{}>(bind_x);
  in_any_tiles<stretched, normalised{}>(bind_vy);
  in_any_tiles<negated, roundabout{}>(bind_v);
}
BOOST_AUTO_TEST_CASE(without_vectors) {
  const auto at_once = trained<negated, roundabout{}, batch<12>>(bind_v, 7);
  close(trained<negated, roundabout{}, batch<2>, lanes<1>>(bind_v, 7), at_once, 4e-6);
}

// The mean of many equal numbers is that number to float accuracy, however many tiles there are.
template <int Tile>
void mean_of_many(std::size_t count) {
  const std::vector<float> same(count, 0.1f);
  training_step<w * x, sgd{1.0}, batch<Tile>> net;
  const float loss = net.step(x = same);
  BOOST_TEST(std::abs(loss - 0.1f) <= 3e-8f);
  BOOST_TEST(std::abs(net[w][0] - 0.9f) <= 6e-8f);
}
BOOST_AUTO_TEST_CASE(the_error_of_a_mean_does_not_grow_with_the_tiles) {
  mean_of_many<1>(1u << 20);
  mean_of_many<1>(3000001);
  mean_of_many<8>(1u << 22);
  mean_of_many<7>(1u << 22);
}
BOOST_AUTO_TEST_CASE(large_terms_that_cancel_leave_the_small_ones) {
  std::vector<float> values;
  for (int i = 0; i < 1000; ++i) values.insert(values.end(), {3e7f, 1.0f, -3e7f, 1.0f});
  training_step<w * x, sgd{0.0}> net;
  const float loss = net.step(x = values);
  BOOST_TEST(std::abs(loss - 0.5f) <= 1e-4f);  // each term is rounded once: 1e-4 is 3e7 / 4000 * 2^-24 / 4
}
BOOST_AUTO_TEST_CASE(a_total_that_overflows_is_infinite) {
  alignas(64) float sum[16]{}, lost[16]{}, tile[16]{};
  const kernels::running_totals<float> total{sum, lost};
  for (float& f : tile) f = 3e38f;
  total.begin(tile, 0, 16);
  total.add(tile, 0, 16);
  total.finish(tile, 0, 16);
  for (float f : tile) BOOST_TEST(std::isinf(f));
}

BOOST_AUTO_TEST_SUITE_END()
