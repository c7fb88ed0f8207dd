// The expression as written determines whether an output has a value for each sample or one for all, independently of
// simplification and of the tile size.
#include "numbers.hpp"

namespace {

using namespace program_tests;

constexpr auto x = input<"x", 3>;
constexpr auto k = class_index<"k", 5>;
constexpr auto w = parameter<"w", 3>.with<ones>();
constexpr auto out = dot(w, x);
constexpr auto norm_of_w = sum(square(w));
constexpr auto vanishing = 0_c * x + w;            // written with x, but does not depend on it
constexpr auto of_index = w + sum(one_hot<5>(k));  // the same with classes: always 1
constexpr auto of_gradient = grad(out + norm_of_w, w);
constexpr auto w_alone = 3_c * w;

template <int Batch, class Outputs = void>
void lengths() {
  program<out, norm_of_w, vanishing, of_index, of_gradient, w_alone, batch<Batch>> p;
  for (std::size_t n : {1u, 2u, 3u, 4u, 5u, 8u, 9u}) {
    const std::vector<float> rows = drawn(3 * n, n);
    const std::vector<int> labels(n, 2);
    const auto fits = [&](auto output, std::size_t right, std::vector<std::size_t> wrong) {
      std::vector<float> taken(right, 7.0f);
      BOOST_TEST_REQUIRE(p.run(x = rows, k = labels, output = taken).ok(), "batch " << Batch << ", samples " << n);
      for (std::size_t size : wrong) {
        std::vector<float> other(size, 7.0f);
        const auto r = p.run(x = rows, k = labels, output = other);
        if (size != right)
          BOOST_TEST((r.error.what == fault::output_too_small && r.error.expected == static_cast<long>(right)));
      }
      return taken;
    };
    const auto sums = fits(out, n, {1, n + 1});
    for (std::size_t i = 0; i < n; ++i)
      BOOST_TEST(std::abs(sums[i] - (rows[3 * i] + rows[3 * i + 1] + rows[3 * i + 2])) < 1e-5f);
    BOOST_TEST(fits(norm_of_w, 1, {n, 0})[0] == 3.0f);
    BOOST_TEST(fits(vanishing, 3 * n, {3, n}) == std::vector<float>(3 * n, 1.0f), boost::test_tools::per_element());
    BOOST_TEST(fits(of_index, 3 * n, {3, n}) == std::vector<float>(3 * n, 2.0f), boost::test_tools::per_element());
    BOOST_TEST(fits(w_alone, 3, {3 * n}) == std::vector<float>(3, 3.0f), boost::test_tools::per_element());
    const auto gradients = fits(of_gradient, 3 * n, {3});
    for (std::size_t i = 0; i < 3 * n; ++i) BOOST_TEST(gradients[i] == rows[i] + 2);
    // The program keeps the values of the last tile.
    const std::size_t last = n % Batch == 0 ? Batch : n % Batch;
    BOOST_TEST(p[out].size() == last);
    BOOST_TEST(p[norm_of_w].size() == 1u);
    BOOST_TEST(p[w_alone].size() == 3u);
    BOOST_TEST(copy(p[vanishing]) == std::vector<float>(3 * last, 1.0f), boost::test_tools::per_element());
    BOOST_TEST(copy(p[of_index]) == std::vector<float>(3 * last, 2.0f), boost::test_tools::per_element());
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lengths_of_outputs)

BOOST_AUTO_TEST_CASE(one_sample_a_tile) { lengths<1>(); }
BOOST_AUTO_TEST_CASE(three_samples_a_tile) { lengths<3>(); }
BOOST_AUTO_TEST_CASE(four_samples_a_tile) { lengths<4>(); }
BOOST_AUTO_TEST_CASE(many_samples_a_tile) { lengths<32>(); }

// State that is updated after each sample has a value for each; other state has one.
BOOST_AUTO_TEST_CASE(of_slots) {
  constexpr auto total = slot<"total">;
  constexpr auto still = slot<"still">;
  constexpr auto v = input<"v">;
  constexpr auto doubled = 2_c * total;
  program<doubled, still + 1_c, assign(total, total + v)> p;
  const std::vector<float> values{1, 2, 3, 4};
  std::vector<float> moved(4), one(1);
  BOOST_TEST_REQUIRE(p.run(v = values, doubled = moved, still + 1_c = one).ok());
  BOOST_TEST(moved == (std::vector<float>{0, 2, 6, 12}), boost::test_tools::per_element());
  BOOST_TEST(one[0] == 1.0f);
  BOOST_TEST((p.run(v = values, doubled = one).error.what == fault::output_too_small));
}

BOOST_AUTO_TEST_SUITE_END()
