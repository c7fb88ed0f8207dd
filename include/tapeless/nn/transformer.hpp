// Blocks of transformers: attention, then a feed-forward layer for each element, each added to what came in.
//
//   transformer_encoder<"block", transformer{.heads = 4, .hidden = 256}>(x)           x: [n, width], result likewise
//   transformer_encoder<"block", transformer{...}>(x, mask)                           with a mask of keys, as attention
//   transformer_decoder<"block", transformer{...}>(x, memory)                         likewise (x, memory, mask), of
//                                                                                     the keys in memory
//   transformer_encoder<"block", transformer{.heads = 4, .hidden = 256, .causal = true}, layer::gelu>(x)
//
// Encoder, norm_order::before:   a = x + attention(norm1(x));   a + feed(norm2(a))
//          norm_order::after:    a = norm1(x + attention(x));   norm2(a + feed(a))
// with feed(a) = linear2(activation(linear1(a))), linear1 of `hidden` outputs. norm_order::before, the default, trains
// without warming up (R. Xiong et al., On Layer Normalization in the Transformer Architecture, 2020); a model of such
// blocks ends with a layer_norm. norm_order::after is that of the original and PyTorch's default (norm_first = false).
// The decoder has cross_attention between the two, with norm2, and norm3 before or after the feed-forward layer; its
// self_attention is always causal. The activation is relu by default, as in PyTorch.
//
// transformer{heads, hidden, causal, norm, heads_of_keys, rotary, dropout}: for heads_of_keys and rotary see
// nn/attention.hpp; dropout, 0 by default, is the probability with which a number is dropped in training, where PyTorch
// does it, whose default is 0.1: from what is added to x, weights of attention and outputs of the activation.
//
// Parameters: those of PyTorch's TransformerEncoderLayer and -DecoderLayer, name.self_attn.*, name.multihead_attn.*,
// name.linear1.*, name.linear2.*, name.norm1.scale and .shift, ... (there: .weight and .bias).
//
// A. Vaswani et al., Attention Is All You Need (2017).
#pragma once

#include <tapeless/nn/attention.hpp>
#include <tapeless/nn/normalisation.hpp>
#include <tapeless/nn/sequential.hpp>
#include <tapeless/ops/random.hpp>

namespace tapeless::inline TAPELESS_ISA {

enum class norm_order : unsigned char { before, after };

struct transformer {
  int heads = 1, hidden = 1;
  bool causal = false;
  norm_order norm = norm_order::before;
  int heads_of_keys = 0;
  bool rotary = false;
  number dropout = 0;

  constexpr attention of_encoder() const { return {heads, heads_of_keys, causal, rotary, dropout}; }
  constexpr attention of_decoder() const { return {heads, heads_of_keys, true, rotary, dropout}; }
  constexpr attention of_memory() const { return {heads, heads_of_keys, false, false, dropout}; }
  constexpr bool possible() const { return hidden > 0 && dropout.value >= 0 && dropout.value < 1; }
};

namespace detail {

// x + layer(x), normalised before or after.
template <text Name, text Norm, transformer T, class Layer>
constexpr term added(term x, Layer layer) {
  constexpr layer_norm_f<Name + Norm, number{1e-5}> norm;
  constexpr dropout_f<Name + Norm + ".dropout", T.dropout> drop;
  if (T.norm == norm_order::before) return x + drop(layer(norm(x)));
  return norm(x + drop(layer(x)));
}

template <text Name, transformer T, auto Activation>
constexpr term feed_forward(term x) {
  constexpr dropout_f<Name + ".dropout", T.dropout> drop;
  return dense_term<Name + ".linear2">(drop(Activation(dense_term<Name + ".linear1">(x, T.hidden))), x->shape.back());
}

template <transformer T>
struct wrong_transformer {
  template <int... D>
  constexpr wrong_transformer(tensor<D...>) {
    static_assert(T.possible() ? true : mistake<tensor<D...>>,
                  "tapeless: transformer{...}: hidden is positive, and dropout at least 0 and less than 1");
  }
};

template <text Name, transformer T, auto Activation>
struct encoder_f {
  using own = self_attention_f<Name + ".self_attn", T.of_encoder()>;
  template <class... N>
  static constexpr bool fits(const node& x, const N&... mask) {
    return T.possible() && own::fits(x, mask...);
  }
  template <class... M>
  requires(std::is_same_v<M, term>&&...) constexpr term operator()(term x, M... mask) const {
    const term a = added<Name, text{".norm1"}, T>(x, [&](term t) { return own{}(t, mask...); });
    return added<Name, text{".norm2"}, T>(a, feed_forward<Name, T, Activation>);
  }
  template <int... X>
  constexpr inert operator()(tensor<X...> x) const {
    wrong_transformer<T>{x};
    wrong_attention<T.of_encoder(), T.possible()>{x, x};
    return {};
  }
  template <int... X, int... M>
  constexpr inert operator()(tensor<X...> x, tensor<M...>) const {
    wrong_transformer<T>{x};
    wrong_attention<T.of_encoder(), T.possible()>{x, x};
    return {};
  }
};

template <text Name, transformer T, auto Activation>
struct decoder_f {
  using own = self_attention_f<Name + ".self_attn", T.of_decoder()>;
  using of_memory = cross_attention_f<Name + ".multihead_attn", T.of_memory()>;
  template <class... N>
  static constexpr bool fits(const node& x, const node& memory, const N&... mask) {
    return T.possible() && of_memory::fits(x, memory, mask...) && own::fits(x);
  }
  template <class... M>
  requires(std::is_same_v<M, term>&&...) constexpr term operator()(term x, term memory, M... mask) const {
    const term a = added<Name, text{".norm1"}, T>(x, own{});
    const term b = added<Name, text{".norm2"}, T>(a, [&](term t) { return of_memory{}(t, memory, mask...); });
    return added<Name, text{".norm3"}, T>(b, feed_forward<Name, T, Activation>);
  }
  template <int... X, int... M>
  constexpr inert operator()(tensor<X...> x, tensor<M...> memory) const {
    wrong_transformer<T>{x};
    wrong_attention<T.of_encoder(), T.possible()>{x, memory};
    return {};
  }
  template <int... X, int... M, int... K>
  constexpr inert operator()(tensor<X...> x, tensor<M...> memory, tensor<K...>) const {
    wrong_transformer<T>{x};
    wrong_attention<T.of_encoder(), T.possible()>{x, memory};
    return {};
  }
};

}  // namespace detail

template <text Name, transformer T, auto Activation = layer::relu>
inline constexpr detail::function<detail::encoder_f<Name, T, Activation>> transformer_encoder{};
template <text Name, transformer T, auto Activation = layer::relu>
inline constexpr detail::function<detail::decoder_f<Name, T, Activation>> transformer_decoder{};

}  // namespace tapeless::inline TAPELESS_ISA
