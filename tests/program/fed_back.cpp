// Outputs are read where they were computed, and may be the inputs of the next call.
#include <tapeless/plan/verify.hpp>
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <vector>

using namespace tapeless;

namespace {
constexpr auto a = input<"a", 7>;
constexpr auto b = input<"b", 7>;
// Neither input is needed any more when the outputs are computed.
constexpr auto of_a = tanh(dense<"first", 7>(a));
constexpr auto of_b = tanh(dense<"second", 7>(b));
constexpr auto mixed = tanh(dense<"mixed", 7>(of_a * of_b));
constexpr auto deeper = tanh(dense<"deeper", 7>(mixed));
constexpr auto next_a = sin(dense<"third", 7>(deeper)) + mixed;
constexpr auto next_b = sin(dense<"fourth", 7>(next_a)) - deeper;
static_assert(verify<program<next_a, next_b>>() && verify<program<next_a, next_b, batch<3>>>());

// Calls that read their own outputs give the same results as calls on copies.
template <class Program>
int differences(int count) {
  Program own(seed{3}), other(seed{3});
  using T = typename Program::value_type;
  std::vector<T> x, y;
  for (int i = 0; i < 7 * count; ++i) {
    x.push_back(T(0.1) * T(i % 11));
    y.push_back(T(0.3) - T(0.02) * T(i));
  }
  int different = !own.run(a = x, b = y).ok();
  different += !other.run(a = x, b = y).ok();
  for (int step = 0; step < 5; ++step) {
    different += !own.run(a = own[next_a], b = own[next_b]).ok();
    x.assign(other[next_a].begin(), other[next_a].end());
    y.assign(other[next_b].begin(), other[next_b].end());
    different += !other.run(a = x, b = y).ok();
    different += !std::equal(own[next_a].begin(), own[next_a].end(), other[next_a].begin());
    different += !std::equal(own[next_b].begin(), own[next_b].end(), other[next_b].begin());
  }
  return different;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(fed_back)

BOOST_AUTO_TEST_CASE(outputs_are_inputs_of_the_next_call) {
  BOOST_TEST((differences<program<next_a, next_b>>(1)) == 0);
  BOOST_TEST((differences<program<next_b, next_a, in<double>>>(1)) == 0);
  BOOST_TEST((differences<program<next_a, next_b, batch<3>>>(3)) == 0);  // few samples, samples first
  BOOST_TEST((differences<program<next_a, next_b, batch<3>>>(2)) == 0);
  BOOST_TEST((differences<program<next_a, next_b, batch<40>>>(40)) == 0);  // samples are lanes
  BOOST_TEST((differences<program<next_a, next_b, lanes<1>>>(1)) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
