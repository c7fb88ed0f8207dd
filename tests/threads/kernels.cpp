// All kinds of kernels in a shared call: loops with plans of their own, class indices, networks whose kernels run from
// a table, optimisers with products in the last phase.
#include "networks.hpp"

namespace {

using namespace threads_tests;

// Checks that a training step of `Loss` on three threads has the bits of one without threads, and learns.
template <auto Loss, auto Optimiser, class... B>
void same_as_alone(const B&... b) {
  const auto alone = std::make_unique<training_step<Loss, Optimiser, batch<4>>>(seed{1});
  const auto shared = std::make_unique<training_step<Loss, Optimiser, batch<4>, threads<3>>>(seed{1});
  thread_pool pool(3);
  float first = 0, last = 0;
  for (int i = 0; i < 4; ++i) {
    last = alone->step(b...);
    if (i == 0) first = last;
    BOOST_TEST(float(shared->step(on(pool), b...)) == last);
  }
  BOOST_TEST(same_bits(weights(*shared), weights(*alone)));
  BOOST_TEST(last < first);
}

// w <- w - eta g gᵀ g: products of totals, which are not divided into parts.
struct with_products {
  constexpr void operator()(update& u) const {
    if (u.gradient->shape.rank == 2)
      u.assign(u.parameter, u.parameter - 0.1 * matmul(matmul(u.gradient, transpose(u.gradient)), u.gradient));
    else u.assign(u.parameter, u.parameter - 0.1 * u.gradient);
  }
};

// A slot of each parameter becomes a constant: a fill, which is divided into parts.
struct with_constants {
  constexpr void operator()(update& u) const {
    const term v = u.slot<"v">();
    u.assign(v, 0.0 * v + 0.5);
    u.assign(u.parameter, u.parameter - 0.1 * v * u.gradient);
  }
};
constexpr auto long_row = input<"long_row", 1200>;
constexpr auto wide = dense<"narrow", 10>(dense<"wide", 16>(long_row));

constexpr auto series = input<"series", 5, 2>;
constexpr auto element = input<"element", 2>;
constexpr auto state = slot<"state", 6>;
constexpr auto cell = gru_cell<"cell", 6>(element, state);
constexpr auto sums = dense<"sums", 10>(slice<0, 4, 5>(scan(cell, each(element, series), carry(state, cell))));

// More than 64 kernels per tile, which run from a table.
constexpr auto block(auto v, auto layer) { return tanh(layer(v)) + v; }
constexpr auto deep = [] {
  auto v = dense<"in", 8>(x);
  auto a = block(block(block(v, dense<"a", 8>), dense<"b", 8>), dense<"c", 8>);
  auto b = block(block(block(a, dense<"d", 8>), dense<"e", 8>), dense<"f", 8>);
  auto c = block(block(block(b, dense<"g", 8>), dense<"h", 8>), dense<"i", 8>);
  auto d = block(block(block(c, dense<"j", 8>), dense<"k", 8>), dense<"l", 8>);
  return dense<"last", 10>(d);
}();
static_assert(training_step<softmax_cross_entropy(deep, y), adam{}, batch<4>>::report.kernels > 90);

}  // namespace

BOOST_AUTO_TEST_SUITE(kernels_)

BOOST_AUTO_TEST_CASE(constants_in_the_last_phase) {
  same_as_alone<softmax_cross_entropy(wide, y), with_constants{}>(long_row = drawn(1200 * 13, 1),
                                                                  y = drawn_classes(13, 10));
}

BOOST_AUTO_TEST_CASE(a_scan) {
  same_as_alone<softmax_cross_entropy(reshape<10>(sums), y), adam{0.02}>(series = drawn(10 * 13, 1),
                                                                         y = drawn_classes(13, 10));
}

BOOST_AUTO_TEST_CASE(products_in_the_last_phase) {
  same_as_alone<loss, with_products{}>(x = drawn(96 * 13, 1), y = drawn_classes(13, 10));
}

BOOST_AUTO_TEST_CASE(a_deep_network) {
  same_as_alone<softmax_cross_entropy(deep, y), adam{0.01}>(x = drawn(96 * 13, 1), y = drawn_classes(13, 10));
}

BOOST_AUTO_TEST_SUITE_END()
