// Where a loss that is not finite comes from: the first value, in the order in which kernels run, of the first tile.
#include <limits>

#include <tapeless/print/not_finite.hpp>

#include "plain.hpp"

namespace {

using namespace training_tests;

constexpr float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();

constexpr auto x = input<"x", 3>;
constexpr auto k = class_index<"k", 4>;
constexpr auto scale = scalar<"scale", 1.0>;
constexpr auto z = dense<"out", 4>(tanh(dense<"hidden", 5>(x)));
constexpr auto loss = softmax_cross_entropy(z, k) + scale * log(sum(x)) + sum(square(dropout<"drop", 0.5>(x))) * 0_c;

template <auto... Options>
struct watched {
  training_step<loss, sgd{0.1}, Options...> net{seed{1}};
  std::vector<float> xs = std::vector<float>(3 * 13, 1.0f);
  std::vector<int> ks = std::vector<int>(13);

  // What is found after a step that is refused.
  std::string found(fault expected = fault::loss_not_finite) {
    const auto before = state_of(net);
    BOOST_TEST((net.step(x = xs, k = ks, scale = 1).error.what == expected));
    const not_finite_value first = net.first_not_finite(x = xs, k = ks, scale = 1);
    const auto after = state_of(net);
    BOOST_TEST(same_bits(after, before));
    return describe(net, first);
  }
};

template <auto... Options>
void is_found() {
  {
    watched<Options...> w;
    w.xs[3 * 11 + 2] = nan;
    BOOST_TEST(w.found() == "input x of sample 11");
    w.xs[3 * 11 + 2] = -inf;
    BOOST_TEST(w.found() == "input x of sample 11");
  }
  {
    watched<Options...> w;
    w.xs[3 * 12] = -8;
    const std::string where = w.found();
    BOOST_TEST(where.find("log(") != std::string::npos);
    BOOST_TEST(where.find(" of sample 12") != std::string::npos);
  }
  {
    watched<Options...> w;
    w.net[parameter<"out.bias">(loss)][1] = nan;
    BOOST_TEST((w.net.step(x = w.xs, k = w.ks).error.what == fault::loss_not_finite));
    BOOST_TEST(describe(w.net, w.net.first_not_finite(x = w.xs, k = w.ks)) == "out.bias");
  }
  {
    watched<Options...> w;  // nothing is wrong, or the call is none
    BOOST_TEST(!w.net.first_not_finite(x = w.xs, k = w.ks));
    BOOST_TEST(describe(w.net, w.net.first_not_finite(x = w.xs, k = w.ks)) == "");
    BOOST_TEST(!w.net.first_not_finite(x = w.xs, k = std::span(w.ks).first(3)));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(not_finite)

BOOST_AUTO_TEST_CASE(found_in_any_tile) {
  is_found();
  is_found<batch<3>>();
  is_found<batch<8>>();
  is_found<batch<16>>();
  is_found<batch<5>, lanes<1>>();
}

BOOST_AUTO_TEST_SUITE_END()
