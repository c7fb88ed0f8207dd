// Blocks of transformers: PyTorch's values and gradients, modes.
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

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
