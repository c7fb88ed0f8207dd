// Leaves that simplification removes from an expression can still be bound, and still determine the length of outputs.
#include "numbers.hpp"

namespace {

using namespace program_tests;

constexpr auto x = input<"x", 2>;
constexpr auto w = parameter<"w", 2>.with<ones>();
constexpr auto curvature = hessian(dot(x, x), x);    // 2 I for any x
constexpr auto slope = grad(dot(w, w) + sum(x), w);  // 2 w, independent of x
constexpr auto nothing = sum(x - x);
constexpr auto size = dot(w, w);

// One value for each sample, in one tile and in several; nothing has to be bound.
template <auto Out, auto... Options>
void has_one_for_each(std::initializer_list<float> expected) {
  program<Out, Options...> p;
  const std::vector<float> values(10, 3.f);
  std::vector<float> all(5 * expected.size()), one(expected);
  BOOST_TEST_REQUIRE(p.run(x = values, Out = all).ok());
  for (std::size_t i = 0; i < all.size(); ++i) BOOST_TEST(all[i] == one[i % one.size()]);
  BOOST_TEST(!p.run(x = values, Out = std::span(all).first(expected.size())).ok());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dropped_out)

BOOST_AUTO_TEST_CASE(an_output_is_as_long_as_it_was_written) {
  has_one_for_each<curvature>({2, 0, 0, 2});
  has_one_for_each<curvature, batch<2>>({2, 0, 0, 2});
  has_one_for_each<slope, batch<4>>({2, 2});
  has_one_for_each<nothing, batch<8>>({0});
}
BOOST_AUTO_TEST_CASE(an_output_without_inputs_is_one) {
  program<size, batch<2>> p;
  BOOST_TEST(p.run().ok());
  BOOST_TEST(p[size].size() == 1u);
}
BOOST_AUTO_TEST_CASE(what_is_not_needed_need_not_be_bound) {
  program<curvature> p;
  BOOST_TEST(p.run().ok());
  BOOST_TEST(p[curvature][0] == 2);
}

BOOST_AUTO_TEST_SUITE_END()
