// Movements compared with plain loops, in a batch, and as each other's derivatives.
#include "compare.hpp"

#include <tapeless/ops/joining.hpp>
#include <tapeless/ops/products.hpp>
#include <tapeless/ops/shaping.hpp>
#include <tapeless/ops/statistics.hpp>

using namespace tapeless;
using compare::drawn;

namespace {

constexpr auto x = input<"x", 4, 6>;
constexpr auto z = input<"z", 2, 3, 4>;

// Checks that each element of the result is the element of `from` given by `index`.
template <auto Output, auto Input, class F>
void check(F index) {
  const std::vector<double> values = drawn(static_cast<std::size_t>(Input.shape.size()), 1);
  program<Output, in<double>> run;
  BOOST_TEST_REQUIRE(run.run(Input = values).ok());
  std::vector<double> expected;
  for (int i = 0; i < Output.shape.size(); ++i) {
    const int from = index(i);
    expected.push_back(from < 0 ? 0 : values[static_cast<std::size_t>(from)]);
  }
  compare::close(run[Output], expected);
  compare::batch_equals_sample<Output, Input>(drawn(7 * values.size(), 2));
  compare::gradient<sum(square(Output)), Input>(values);
}

}  // namespace

BOOST_AUTO_TEST_CASE(reshape_keeps_the_order_of_elements) {
  check<reshape<2, -1>(x), x>([](int i) { return i; });
  check<reshape<4, 3, 2>(transpose(x)), x>([](int i) { return i % 4 * 6 + i / 4; });
  check<squeeze<0>(expand<0>(x)), x>([](int i) { return i; });
}

BOOST_AUTO_TEST_CASE(transpose_and_permute_exchange_axes) {
  check<transpose(x), x>([](int i) { return i % 4 * 6 + i / 4; });
  check<permute<2, 0, 1>(z), z>([](int i) { return (i / 3 % 2 * 3 + i % 3) * 4 + i / 6; });
  check<permute<-1, 0, -2>(z), z>([](int i) { return (i / 3 % 2 * 3 + i % 3) * 4 + i / 6; });
}

BOOST_AUTO_TEST_CASE(slices_follow_python) {
  check<slice<1, 1, 5>(x), x>([](int i) { return i / 4 * 6 + 1 + i % 4; });
  check<slice<-1, 1, 6, 2>(x), x>([](int i) { return i / 3 * 6 + 1 + i % 3 * 2; });
  check<slice<0, -2, to_end>(x), x>([](int i) { return 12 + i; });
  check<slice<0, -1, to_end, -2>(x), x>([](int i) { return (3 - i / 6 * 2) * 6 + i % 6; });
  check<slice<0, 3, 1, -1>(x), x>([](int i) { return (3 - i / 6) * 6 + i % 6; });
  check<flip<1>(x), x>([](int i) { return i / 6 * 6 + 5 - i % 6; });
}

BOOST_AUTO_TEST_CASE(pad_concat_and_stack_place_their_operands) {
  check<pad<1, 1, 2>(x), x>([](int i) { return i % 9 >= 1 && i % 9 < 7 ? i / 9 * 6 + i % 9 - 1 : -1; });
  check<concat<0>(x, slice<0, 0, 1>(x), x), x>([](int i) { return i < 24 ? i : i < 30 ? i - 24 : i - 30; });
  check<concat<-1>(slice<1, 3, 6>(x), slice<1, 0, 3>(x)), x>([](int i) { return i / 6 * 6 + (i % 6 + 3) % 6; });
  check<stack<-1>(x, x, x), x>([](int i) { return i / 3; });
  check<stack<0>(x, flip<0>(x)), x>([](int i) { return i < 24 ? i : (3 - (i - 24) / 6) * 6 + i % 6; });
  program<pad<1, 1, 2, number{-1.5}>(x), in<double>> padded;
  BOOST_TEST(padded.run(x = drawn(24, 1)).ok());
  BOOST_TEST((padded[pad<1, 1, 2, number{-1.5}>(x)][8] == -1.5));
}

BOOST_AUTO_TEST_CASE(broadcast_repeats) {
  check<broadcast<2, 4, 6>(x), x>([](int i) { return i % 24; });
  check<broadcast<3, 4, 5>(slice<1, 2, 3>(x)), x>([](int i) { return i / 5 % 4 * 6 + 2; });
}

BOOST_AUTO_TEST_CASE(movements_of_shared_values_stay_shared) {
  constexpr auto t = table<numbers{1, 2, 3, 4, 5, 6}, 2, 3>;
  compare::batch_equals_sample<matmul(concat<0>(t, flip<0>(t)), reshape<3, 8>(x)), x>(drawn(7 * 24, 1));
  compare::batch_equals_sample<concat<0>(reshape<24>(x), reshape<6>(t)), x>(drawn(7 * 24, 1));
}
