// Embeddings: a trained vector for each class of an index, as for the words or characters of a sequence.
//
//   constexpr auto tokens = class_index<"tokens", 65, 32>;   // 32 tokens of 65 classes
//   embedding<"tokens", 64>(tokens)                          // [32, 64]: row tokens[i] of the table, for each i
//   embedding<"tokens", 64, normal<0.02>>(tokens)            // the initialiser of tokens.weight
//
// Shapes: indices [..] of C classes, result [.., width]. Parameter: name.weight [C, width], of role::embedding, drawn
// by normal<1> by default, as PyTorch does. Derivative: each row receives the sum over all places and samples at which
// it was taken; the table itself is not copied for each sample. Cost: copies of rows; backwards as many additions.
// Indices outside of [0, C) are errors of the call. To tie the logits to the embedding (O. Press and L. Wolf, Using the
// Output Embedding to Improve Language Models, 2017): matmul(h, transpose(parameter<"tokens.weight">(h))).
#pragma once

#include <tapeless/expr/parameter.hpp>
#include <tapeless/nn/function.hpp>
#include <tapeless/nn/initialisers.hpp>
#include <tapeless/ops/gather.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <text Name, int Width, initialiser Draw>
struct embedding_f {
  static constexpr bool fits(const node& k) { return Width > 0 && classes_of(k) > 0 && k.shape.rank + 2 < max_rank; }
  constexpr term operator()(term k) const {
    if (!fits(*k)) tapeless_composition_has_shapes_that_do_not_fit();
    const shape extents = make_shape(classes_of(*k), Width);
    return gather(parameter_term<Name + ".weight", Draw, role::embedding>(*k.owner, extents), k, 0);
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(Width > 0,
                  "tapeless: embedding<name, width>(k): a vector has at least one element: width must be "
                  "positive");
    static_assert(Width <= 0 ? true : mistake<tensor<D...>>,
                  "tapeless: embedding<name, width>(k): k is a class_index<name, classes, extents...> of at most four "
                  "axes, whose classes are the rows of the table; rows of a table by a computed index: gather");
    return {};
  }
};

}  // namespace detail

template <text Name, int Width, initialiser Draw = &normal<number{1.0}>>
inline constexpr detail::function<detail::embedding_f<Name, Width, Draw>> embedding{};

}  // namespace tapeless::inline TAPELESS_ISA
