// Attention, positions, rms_norm: with leading axes, grouped heads, rotary positions, masks of each sample, a single
// element.
#include <tapeless/nn/rms_norm.hpp>
#include <tapeless/nn/transformer.hpp>

#include "laws.hpp"

namespace {

using namespace laws;

constexpr auto x = input<"x", 3, 4>;
constexpr auto one = input<"one", 1, 2>;
constexpr auto q = input<"q", 2, 3, 2>;
constexpr auto k = table<fixed_numbers<20>(), 2, 5, 2>;
constexpr auto v = table<fixed_numbers<30>(), 2, 5, 3>;
constexpr auto memory = table<fixed_numbers<20>(), 5, 4>;
constexpr auto length = input<"length">;

template <graph G>
consteval auto in_a_row(expr<G> e) {
  return reshape<-1>(e);
}

constexpr auto products = in_a_row(scaled_dot_product_attention(q, k, v));
constexpr auto seen = in_a_row(scaled_dot_product_attention(q, k, v, length_mask<5>(length)));
constexpr auto grouped = in_a_row(self_attention<"a", attention{.heads = 4, .heads_of_keys = 2, .causal = true}>(x));
constexpr auto rotary = in_a_row(self_attention<"a", attention{.heads = 2, .heads_of_keys = 1, .rotary = true}>(x));
constexpr auto across = in_a_row(cross_attention<"a", attention{2}>(x, memory, length_mask<5>(length)));
constexpr auto alone = in_a_row(self_attention<"b", attention{2}>(one));
constexpr auto waves = in_a_row(sinusoidal_positions(x) * x);
constexpr auto turned = in_a_row(rotary_positions(x));
constexpr auto scaled_rows = in_a_row(rms_norm<"r">(x));
constexpr auto block = in_a_row(transformer_encoder<"e", transformer{.heads = 2, .hidden = 3}, layer::gelu>(x));

}  // namespace

BOOST_AUTO_TEST_SUITE(attentions)

BOOST_AUTO_TEST_CASE(first_derivatives) {
  about<q>::first_order<products>(drawn(12, 1));
  about<q>::first_order<seen>(drawn(12, 2), length = 3.0);
  about<x>::first_order<grouped, rotary>(drawn(12, 3));
  about<x>::first_order<across>(drawn(12, 4), length = 2.0);
  about<x>::first_order<waves, turned, block, scaled_rows>(drawn(12, 5));
  about<one>::first_order<alone>(drawn(2, 6));
}

BOOST_AUTO_TEST_CASE(second_derivatives) {
  about<q>::second_order<sum(square(products))>(drawn(12, 7));
  about<x>::second_order<sum(square(grouped)), sum(sin(scaled_rows))>(drawn(12, 8));
}

BOOST_AUTO_TEST_CASE(samples) {
  about<x>::batched<5, double, grouped, rotary, block>(drawn(5 * 12, 9));
  about<x>::batched<16, float, turned, waves, scaled_rows>(drawn(16 * 12, 10));
  about<x>::batched<3, double, across>(drawn(3 * 12, 11), samples_of<length>{{1, 5, 4}});
}

BOOST_AUTO_TEST_SUITE_END()
