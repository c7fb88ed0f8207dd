// Attention: each query is answered by a weighted mean of the values, with weights from its products with the keys.
//
//   scaled_dot_product_attention(q, k, v)          softmax(q kᵀ / √d) v; q: [.., m, d], k: [.., n, d], v: [.., n, e],
//                                                  result [.., m, e], with the same leading axes
//   scaled_dot_product_attention(q, k, v, mask)    only to the keys where the mask is not 0
//
//   self_attention<"a", heads{4}>(x)               x: [n, width], result [n, width]; likewise (x, mask)
//   self_attention<"a", heads{.count = 4, .causal = true}>(x)
//   cross_attention<"a", heads{4}>(x, memory)      queries from x: [m, width], keys and values from memory: [n, width];
//                                                  likewise (x, memory, mask)
//
// Masks: [n], or any shape that broadcasts to [m, n]: 1 where a query may look at a key, else 0.
//
//   causal_mask<n>          [n, n]: no query looks at later keys
//   length_mask<n>(length)  [n]: the first `length` keys, a number for each sample; what pads the sequence is behind
//                           them, and finite
//
// A key that is masked has weight and derivatives 0; a query without any key has the answer 0. (PyTorch: NaN.)
//
// heads{count, of_keys, causal, rotary}: `count` heads, each for width / count numbers. of_keys: so many heads of keys
// and values, each for count / of_keys heads of queries (J. Ainslie et al., GQA, 2023); 0, the default, means `count`.
// rotary: queries and keys are turned by their positions (nn/positions.hpp).
//
// Parameters: name.in_proj_weight [width, width + 2 of_keys width / count], the queries' weights, then those of keys
// and values; name.in_proj_bias; name.out_proj.weight [width, width], name.out_proj.bias: those of PyTorch's
// nn.MultiheadAttention (there the weights are [out, in]). Weights begin as by glorot_uniform, biases at 0, as in
// PyTorch except for out_proj.weight, which begins uniformly in +-1 / √width there. Cost: 2 FLOPs for each weight and
// position, 4 m n width for the attention itself, and memory for count m n weights of each sample of a tile.
//
// A. Vaswani et al., Attention Is All You Need (2017).
#pragma once

#include <tapeless/nn/dense.hpp>
#include <tapeless/nn/positions.hpp>
#include <tapeless/ops/products.hpp>
#include <tapeless/ops/softmax.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct heads {
  int count = 1, of_keys = 0;
  bool causal = false, rotary = false;

  constexpr int keys() const { return of_keys ? of_keys : count; }
  constexpr bool possible() const { return count > 0 && keys() > 0 && count % keys() == 0; }
  constexpr bool divide(int width) const { return width % count == 0 && (!rotary || width / count % 2 == 0); }
};

namespace detail {

// softmax along the last axis, over the places where the mask is not 0; 0 where it is, and everywhere if it always is.
// The largest element adds 1 to the total, so that a total below 1 is 0.
constexpr term masked_softmax(term x, term mask) {
  const unsigned axis = 1u << (x->shape.rank - 1);
  const term used = not_equal(mask, 0.0), lowest = constant_term(*x.owner, -std::numeric_limits<double>::infinity());
  const term e = where(used, exp(below(x, reference(where(used, x, lowest), axis), axis)), 0.0);
  return e / spread(max(sum(e, axis), 1.0), x->shape, axis);
}

constexpr term weights_of(term scores, term mask) { return mask ? masked_softmax(scores, mask) : softmax(scores, 1u << (scores->shape.rank - 1)); }

constexpr term counted(builder& b, int n) { return b.at(b.insert(leaf_node(iota_symbol, make_shape(n)))); }
constexpr term causal_term(builder& b, int queries, int keys) {
  const term query = reshape(counted(b, queries), make_shape(queries, 1));
  return counted(b, keys) <= query;
}

}  // namespace detail
}
