// The type of a call's result says whether the call can fail, and what may not be ignored is an error of the compiler.
#include <array>

#include <tapeless/train/require.hpp>

#include "numbers.hpp"

namespace {

using namespace program_tests;

constexpr auto x = input<"x", 4>;
constexpr auto z = input<"z">;
constexpr auto k = class_index<"k", 4>;
constexpr auto gain = scalar<"gain", 2.0>;
constexpr auto y = sum(x) * z * gain;
constexpr auto chosen = softmax_cross_entropy(x, k);

const float row[4] = {1, 2, 3, 4};
const std::array<float, 8> rows{1, 2, 3, 4, 5, 6, 7, 8};
const float twos[2] = {1, 10};

template <class Program, class... B>
constexpr bool cannot_fail(const B&...) {
  return std::is_same_v<decltype(std::declval<Program&>().run(std::declval<const B&>()...)), always_ok>;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(results)

BOOST_AUTO_TEST_CASE(what_the_compiler_has_checked_cannot_fail) {
  using in_float = program<y, batch<2>>;
  using precise = program<y, in<double>>;
  const double wide_row[4]{};
  BOOST_TEST((cannot_fail<in_float>(x = row, z = 1.5f)));
  BOOST_TEST((cannot_fail<in_float>(x = rows, z = twos)));
  BOOST_TEST((cannot_fail<in_float>(x = row, z = -3, gain = 4)));  // a whole number is finite and fits
  BOOST_TEST((cannot_fail<precise>(x = wide_row, z = 0.1)));
  BOOST_TEST((cannot_fail<precise>(x = wide_row, z = 0.1f)));
  BOOST_TEST((cannot_fail<program<parameter<"w">>>()));
}

BOOST_AUTO_TEST_CASE(what_only_a_call_knows_can_fail) {
  using in_float = program<y, batch<2>>;
  std::vector<float> many(8);
  float outs[2]{};
  const std::vector<int> order{1, 0};
  BOOST_TEST(!(cannot_fail<in_float>(x = many, z = twos)));                         // the length
  BOOST_TEST(!(cannot_fail<in_float>(x = std::span<const float, 4>(row), z = 1)));  // the memory
  BOOST_TEST(!(cannot_fail<in_float>(x = row, z = 1.5)));                           // too large for float?
  BOOST_TEST(!(cannot_fail<in_float>(x = row, z = 1, gain = 0.5f)));                // finite?
  BOOST_TEST(!(cannot_fail<program<y, in<double>>>(x = std::array<double, 4>{}, z = 1, gain = 0.5)));
  BOOST_TEST(!(cannot_fail<in_float>(x = at_rows(rows, order), z = twos)));  // numbers of samples
  BOOST_TEST(!(cannot_fail<in_float>(x = rows, z = twos, y = outs)));        // an overlap
  BOOST_TEST(!(cannot_fail<program<chosen>>(x = row, k = 2)));               // a class
  BOOST_TEST(!(cannot_fail<program<chosen>>(x = row, k = std::array<int, 1>{2})));
}

// Both results are read in the same ways, and both calls compute the same.
BOOST_AUTO_TEST_CASE(results_are_read_alike) {
  program<y, batch<2>> sure{seed{1}}, perhaps{seed{1}};
  sure.run(x = rows, z = twos);
  require(perhaps.run(x = std::span<const float>(rows), z = std::span<const float>(twos)));
  BOOST_TEST(same_bits(sure[y], perhaps[y]));
  BOOST_TEST(sure[y][1] == 2 * 26 * 10);
  BOOST_TEST(sure.run(x = rows, z = twos).ok());
  BOOST_TEST((sure.run(x = rows, z = twos).error.what == fault::none));
  require(sure.run(x = rows, z = twos));
  const result<void> r = sure.run(x = rows, z = twos);
  BOOST_TEST(r.ok());
  program<y>::workspace w;
  const program<y>::model model;
  model.run(w, x = row, z = 0.5f);
  BOOST_TEST(model.get(w, y)[0] == 10);
  BOOST_TEST(!model.run(w, x = std::span(rows).first(3), z = 1).ok());
}

BOOST_AUTO_TEST_SUITE_END()
