// Blocks of transformers: PyTorch's values and gradients, modes.
#include <tapeless/ops/products.hpp>

#include "pytorch_attention.hpp"

namespace {

using namespace attention_tests;

BOOST_AUTO_TEST_SUITE(transformers)

BOOST_AUTO_TEST_CASE(encoder_layers_of_pytorch) {
  constexpr transformer after{.heads = 2, .hidden = 5, .norm = norm_order::after};
  constexpr transformer before{.heads = 2, .hidden = 5};
  constexpr transformer causal{.heads = 2, .hidden = 5, .causal = true};
  agrees<transformer_encoder<"e", after>(x)>("encoder after");
  agrees<transformer_encoder<"e", before>(x)>("encoder before");
  agrees<transformer_encoder<"e", causal, layer::gelu>(x)>("encoder before, gelu, causal");
}

BOOST_AUTO_TEST_CASE(decoder_layers_of_pytorch) {
  constexpr transformer after{.heads = 2, .hidden = 5, .norm = norm_order::after};
  constexpr transformer before{.heads = 2, .hidden = 5};
  constexpr auto mask = length_mask<keys>(length);
  agrees<transformer_decoder<"d", after>(x, memory, mask)>("decoder after", length = 3);
  agrees<transformer_decoder<"d", before>(x, memory, mask)>("decoder before", length = 3);
}

// Dropout acts in training alone, and the blocks have the parameters that PyTorch's have.
constexpr auto dropped = transformer_encoder<"e", transformer{.heads = 2, .hidden = 5, .dropout = 0.5}>(x);
constexpr auto plain = transformer_encoder<"e", transformer{.heads = 2, .hidden = 5}>(x);
BOOST_AUTO_TEST_CASE(dropout_in_training) {
  program<dropped, in<double>> run;
  set_by_rule(run);
  program<plain, in<double>> other;
  set_by_rule(other);
  BOOST_TEST_REQUIRE(static_cast<result<void>>(run.run()).ok());
  BOOST_TEST_REQUIRE(static_cast<result<void>>(other.run()).ok());
  compare::close(run[dropped], other[plain], 0);
  program<dropped, in<double>, training_mode> noisy;
  set_by_rule(noisy);
  BOOST_TEST_REQUIRE(static_cast<result<void>>(noisy.run()).ok());
  double apart = 0;
  for (std::size_t i = 0; i < 24; ++i) apart += std::abs(noisy[dropped][i] - other[plain][i]);
  BOOST_TEST(apart > 0.1);
  std::string names;
  boost::hana::for_each(parameters(dropped), [&](auto w) { names += std::string(w.root.leaf->name) + " "; });
  BOOST_TEST(names ==
             "x0 e.norm1.scale e.norm1.shift e.self_attn.in_proj_weight e.self_attn.in_proj_bias "
             "e.self_attn.out_proj.weight e.self_attn.out_proj.bias e.norm2.scale e.norm2.shift e.linear1.weight "
             "e.linear1.bias e.linear2.weight e.linear2.bias ");
}

// Weights of attention are dropped behind the softmax, so that those of one query no longer add up to 1; in two heads.
constexpr auto all =
    matmul(x, parameter<"a.in_proj_weight", width, 3 * width>) + parameter<"a.in_proj_bias", 3 * width>;
template <int Part>
constexpr auto heads_of(auto projected) {
  return reshape<queries, 2, width / 2>(slice<1, Part * width, (Part + 1) * width>(projected));
}
constexpr auto weights = softmax(contract<"qhe,khe->hqk">(heads_of<0>(all), heads_of<1>(all)) / sqrt(3_c));
constexpr auto answers = contract<"hqk,khe->qhe">(dropout<"a.dropout", 0.5>(weights), heads_of<2>(all));
constexpr auto by_hand = dense<"a.out_proj", width>(reshape<queries, width>(answers));
constexpr auto of_layer = self_attention<"a", attention{.heads = 2, .dropout = 0.5}>(x);
BOOST_AUTO_TEST_CASE(dropout_of_weights) {
  constexpr auto loss = sum(square(of_layer));
  constexpr auto expected = sum(square(by_hand));
  program<of_layer, grad(loss, x), in<double>, training_mode> layer;
  program<by_hand, grad(expected, x), in<double>, training_mode> other;
  set_by_rule(layer);
  set_by_rule(other);
  for (int call = 0; call < 3; ++call) {
    BOOST_TEST_REQUIRE(static_cast<result<void>>(layer.run()).ok());
    BOOST_TEST_REQUIRE(static_cast<result<void>>(other.run()).ok());
    compare::close(layer[of_layer], other[by_hand], 1e-12);
    compare::close(layer[grad(loss, x)], other[grad(expected, x)], 1e-11);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
