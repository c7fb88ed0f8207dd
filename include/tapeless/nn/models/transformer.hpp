// A language model: a transformer that predicts, at each place of a sequence of tokens, the token after it.
//
//   constexpr auto tokens = class_index<"tokens", 65, 32>;
//   constexpr auto next = class_index<"next", 65, 32>;
//   constexpr auto logits = models::language_model<"lm", language{.blocks = 4, .width = 64, .heads = 4}>(tokens);   //
//   [32, 65] constexpr auto loss = softmax_cross_entropy(logits, next);
//
// logits = dense(layer_norm(block_k(... block_0(embedding(tokens) + positions)))), with blocks that are normalised
// before their layers and look at no later token (nn/transformer.hpp), learned positions and gelu. hidden = 0 stands
// for 4 width. Not in tapeless.hpp: it has a header of its own.
//
// Parameters: name.tokens.weight [classes, width], drawn by normal<0.02>; name.positions.weight [n, width]; those of
// the blocks, name.block0.*, ...; name.norm.scale, name.norm.shift; name.out.weight [width, classes], name.out.bias.
//
// A. Radford et al., Language Models are Unsupervised Multitask Learners (2019), GPT-2, whose output layer has no bias
// and shares the embedding's weights.
#pragma once

#include <tapeless/nn/embedding.hpp>
#include <tapeless/nn/transformer.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct language {
  int blocks = 1, width = 64, heads = 4, hidden = 0;
  number dropout = 0;

  constexpr transformer block() const {
    return {.heads = heads, .hidden = hidden ? hidden : 4 * width, .causal = true, .dropout = dropout};
  }
  constexpr bool possible() const {
    return blocks >= 0 && blocks < 100 && width > 0 && block().possible() && block().of_encoder().possible() &&
           block().of_encoder().divide(width);
  }
};

namespace detail {

template <int K>
consteval auto block_name() {
  if constexpr (K < 10) return text<8>({'.', 'b', 'l', 'o', 'c', 'k', static_cast<char>('0' + K), '\0'});
  else
    return text<9>(
        {'.', 'b', 'l', 'o', 'c', 'k', static_cast<char>('0' + K / 10), static_cast<char>('0' + K % 10), '\0'});
}

template <text Name, language L>
struct language_model_f {
  static constexpr bool fits(const node& tokens) {
    return L.possible() && tokens.shape.rank == 1 && classes_of(tokens) > 0;
  }
  template <int K = 0>
  static constexpr term blocks(term x) {
    if constexpr (K == L.blocks) return x;
    else return blocks<K + 1>(encoder_f<Name + block_name<K>(), L.block(), layer::gelu>{}(x));
  }
  constexpr term operator()(term tokens) const {
    if (!fits(*tokens)) tapeless_composition_has_shapes_that_do_not_fit();
    const term x = embedding_f<Name + ".tokens", L.width, &normal<number{0.02}>>{}(tokens);
    const term last = blocks(learned_f<Name + ".positions", &normal<number{0.02}>>{}(x));
    return dense_term<Name + ".out">(layer_norm_f<Name + ".norm", number{1e-5}>{}(last), classes_of(*tokens));
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(
        L.possible() ? true : mistake<tensor<D...>>,
        "tapeless: language_model: language{blocks, width, heads, hidden, dropout}: the heads must divide the "
        "width, blocks are at most 99, and dropout is at least 0 and less than 1");
    static_assert(!L.possible() ? true : mistake<tensor<D...>>,
                  "tapeless: language_model<name, language{...}>(tokens): tokens is a sequence of class indices, "
                  "class_index<name, classes, n>");
    return {};
  }
};

}  // namespace detail

namespace models {
template <text Name, language L = language{}>
inline constexpr detail::function<detail::language_model_f<Name, L>> language_model{};
}  // namespace models

}  // namespace tapeless::inline TAPELESS_ISA
