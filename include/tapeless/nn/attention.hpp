// Attention: each query is answered by a weighted mean of the values, with weights from its products with the keys.
//
//   scaled_dot_product_attention(q, k, v)          softmax(q kᵀ / √d) v; q: [.., m, d], k: [.., n, d], v: [.., n, e],
//                                                  result [.., m, e], with the same leading axes
//   scaled_dot_product_attention(q, k, v, mask)    only to the keys where the mask is not 0
//
//   self_attention<"a", attention{4}>(x)               x: [n, width], result [n, width]; likewise (x, mask)
//   self_attention<"a", attention{.heads = 4, .causal = true}>(x)
//   cross_attention<"a", attention{4}>(x, memory)      queries from x: [m, width], keys and values from memory,
//                                                      [n, width]; likewise (x, memory, mask)
//
// Masks (nn/masks.hpp): [n], or any shape that broadcasts to [m, n]: 1 where a query may look at a key, else 0. What is
// masked has to be finite. A key that is masked has weight and derivatives 0; a query without any key has the answer 0.
// (PyTorch: NaN.)
//
// attention{heads, heads_of_keys, causal, rotary, dropout}: each head has width / heads numbers. heads_of_keys: so many
// of keys and values, each for heads / heads_of_keys of queries (J. Ainslie et al., GQA, 2023); 0, the default: as
// many. rotary: queries and keys are turned by their positions (nn/positions.hpp). dropout: the probability with which
// a weight is dropped in training, as in PyTorch; the others are scaled by 1 / (1 - dropout).
//
// Parameters: name.in_proj_weight [width, width + 2 heads_of_keys width / heads], the queries' weights, then those of
// keys and values; name.in_proj_bias; name.out_proj.weight [width, width], name.out_proj.bias: those of PyTorch's
// nn.MultiheadAttention (there the weights are [out, in]). Weights begin as by glorot_uniform, biases at 0, as in
// PyTorch except for out_proj.weight, which begins uniformly in +-1 / √width there. Cost: 2 FLOPs for each weight and
// position, 4 m n width for the attention itself, and memory for heads m n weights of each sample of a tile.
//
// A. Vaswani et al., Attention Is All You Need (2017).
#pragma once

#include <limits>

#include <tapeless/nn/dense.hpp>
#include <tapeless/nn/masks.hpp>
#include <tapeless/nn/positions.hpp>
#include <tapeless/ops/random.hpp>
#include <tapeless/ops/shaping.hpp>
#include <tapeless/ops/softmax.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct attention {
  int heads = 1, heads_of_keys = 0;
  bool causal = false, rotary = false;
  number dropout = 0;

  constexpr int keys() const { return heads_of_keys ? heads_of_keys : heads; }
  constexpr bool possible() const {
    return heads > 0 && keys() > 0 && heads % keys() == 0 && dropout.value >= 0 && dropout.value < 1;
  }
  constexpr bool divide(int width) const { return width % heads == 0 && (!rotary || width / heads % 2 == 0); }
};

namespace detail {

// e^(x - largest), and 0 where the mask is 0; softmax is this divided by its sum, which is at least 1 unless all is
// masked. Without a mask, x may have -inf.
constexpr term exponentials(term x, term mask) {
  const unsigned axis = 1u << (x->shape.rank - 1);
  if (!mask) return exp(below(x, reference(x, axis), axis));
  const term used = not_equal(mask, 0.0);
  const term seen = where(used, x, -std::numeric_limits<double>::infinity());
  return where(used, exp(below(seen, reference(seen, axis), axis)), 0.0);
}

// Labels of the axes of queries, keys, scores (its last axis: the keys), values and answers.
struct attention_labels {
  std::int64_t q, k, scores, v, out;
};
// The answers are divided by the sums of the weights, and not the weights: there are fewer of them, and in the
// derivative as well. `sums_to`: the sums in the order of the answers, and their shape for them. `drop`: the weights
// that are used in training; those that are dropped count in the sums.
template <class F, class Drop>
constexpr term attend(term q, term k, term v, term mask, const attention_labels& l, F sums_to, Drop drop) {
  using ops::contraction_op;
  const term scaled = q * (1 / simd::sqrt(static_cast<double>(q->shape.back())));
  const term e = exponentials(contract(scaled, k, contraction_op::pair(l.q, l.k), l.scores), mask);
  const term total = sum(e, 1u << (e->shape.rank - 1));
  return contract(drop(e), v, contraction_op::pair(l.scores, l.v), l.out) / sums_to(mask ? max(total, 1.0) : total);
}

// Queries [.., m, d], keys [.., n, d], values [.., n, e]; labels 13, 14 and 15 stand for m, n and d or e.
struct scaled_dot_product_f {
  static constexpr int rows(const shape& s) { return s.dim[s.rank - 2]; }
  static constexpr bool fits(const node& q, const node& k, const node& v) {
    const shape &a = q.shape, &b = k.shape, &c = v.shape;
    return a.rank > 1 && a.rank == b.rank && b.rank == c.rank && a.rank + 1 < max_rank && a.back() == b.back() &&
           rows(b) == rows(c) && drop_last(drop_last(a)) == drop_last(drop_last(b)) &&
           drop_last(drop_last(b)) == drop_last(drop_last(c));
  }
  static constexpr bool fits(const node& q, const node& k, const node& v, const node& mask) {
    return fits(q, k, v) && broadcasts_to(mask.shape, append(drop_last(q.shape), rows(k.shape)));
  }
  constexpr term operator()(term q, term k, term v) const { return (*this)(q, k, v, term{}); }
  constexpr term operator()(term q, term k, term v, term mask) const {
    if (mask ? !fits(*q, *k, *v, *mask) : !fits(*q, *k, *v)) tapeless_composition_has_shapes_that_do_not_fit();
    const int lead = q->shape.rank - 2;
    std::int64_t leading = 0;
    for (int i = 0; i < lead; ++i) leading |= std::int64_t{1 + i} << (4 * i);
    const auto with = [&](std::int64_t last, std::int64_t before) {
      return leading | before << (4 * lead) | last << (4 * (lead + 1));
    };
    return attend(
        q, k, v, mask, {with(15, 13), with(15, 14), with(14, 13), with(15, 14), with(15, 13)},
        [](term sums) { return reshape(sums, append(sums->shape, 1)); }, [](term weights) { return weights; });
  }
  template <int... Q, int... K, int... V>
  constexpr inert operator()(tensor<Q...>, tensor<K...>, tensor<V...>) const {
    static_assert(
        mistake<tensor<Q...>, tensor<K...>, tensor<V...>>,
        "tapeless: scaled_dot_product_attention(q, k, v): q is [.., m, d], k [.., n, d] and v [.., n, e], with "
        "the same axes before them, at most three: reshape or transpose one of them");
    return {};
  }
  template <int... Q, int... K, int... V, int... M>
  constexpr inert operator()(tensor<Q...> q, tensor<K...> k, tensor<V...> v, tensor<M...>) const {
    constexpr bool others = sizeof...(Q) > 1 && sizeof...(K) > 1 && takes_shapes<Q...>(k, v);
    static_assert(!others ? true : mistake<tensor<Q...>, tensor<K...>, tensor<M...>>,
                  "tapeless: attention with a mask: the mask is 1 where a query may look at a key, else 0, and "
                  "broadcasts to [queries, keys]: reshape it");
    if constexpr (!others) return (*this)(q, k, v);
    else return {};
  }

 private:
  template <int... Q, int... K, int... V>
  static consteval bool takes_shapes(tensor<K...>, tensor<V...>) {
    return fits(node{.shape = make_shape(Q...)}, node{.shape = make_shape(K...)}, node{.shape = make_shape(V...)});
  }
};

// Queries from x, keys and values from memory, of one width; x may be memory itself.
template <text Name, attention H>
constexpr term attention_of_heads(term x, term memory, term mask) {
  builder& b = *x.owner;
  const int width = x->shape.back(), m = x->shape.dim[0], n = memory->shape.dim[0];
  const int each = width / H.heads, groups = H.keys(), repeats = H.heads / groups, others = groups * each;
  const term weight = weight_term<Name + ".in_proj_weight">(b, make_shape(width, width + 2 * others));
  const term bias = bias_term<Name + ".in_proj_bias">(b, make_shape(width + 2 * others));
  term q, k, v;
  if (x.id == memory.id) {
    const term all = times_matrix(x, weight) + bias;
    q = slice(all, 1, 0, width), k = slice(all, 1, width, others), v = slice(all, 1, width + others, others);
  } else {
    const term all = times_matrix(memory, slice(weight, 1, width, 2 * others)) + slice(bias, 0, width, 2 * others);
    q = times_matrix(x, slice(weight, 1, 0, width)) + slice(bias, 0, 0, width);
    k = slice(all, 1, 0, others), v = slice(all, 1, others, others);
  }
  // Axes: query 1, key 2, group 3, repeat 4, element 5.
  const bool grouped = repeats > 1;
  q = reshape(q, grouped ? make_shape(m, groups, repeats, each) : make_shape(m, groups, each));
  k = reshape(k, make_shape(n, groups, each)), v = reshape(v, make_shape(n, groups, each));
  if constexpr (H.rotary) q = turned_by_places(q, 0), k = turned_by_places(k, 0);
  if constexpr (H.causal) mask = mask ? not_equal(mask, 0.0) * causal_term(b, m, n) : causal_term(b, m, n);
  const attention_labels l = grouped ? attention_labels{0x5431, 0x532, 0x2143, 0x532, 0x5431}
                                     : attention_labels{0x531, 0x532, 0x213, 0x532, 0x531};
  const auto for_answers = [&](term sums) {  // [group, repeat, query] to [query, group, repeat, 1]
    const term turned = permute(sums, grouped ? 0x102 : 0x01);
    return reshape(turned, append(turned->shape, 1));
  };
  const term answers = attend(q, k, v, mask, l, for_answers, dropout_f<Name + ".dropout", H.dropout>{});
  return dense_term<Name + ".out_proj">(reshape(answers, make_shape(m, width)), width);
}

// Asked: there is no mistake before these.
template <attention H, bool Asked = true>
struct wrong_attention {
  template <int... X, int... M>
  constexpr wrong_attention(tensor<X...>, tensor<M...>) {
    constexpr bool possible = Asked && H.possible(), sequences = possible && sizeof...(X) == 2 && sizeof...(M) == 2;
    constexpr bool equal = sequences && make_shape(X...).back() == make_shape(M...).back();
    static_assert(!Asked || possible ? true : mistake<tensor<X...>>,
                  "tapeless: attention: attention{heads, heads_of_keys, .., dropout}: there is at least one head, the "
                  "heads of keys divide those of queries, and dropout is at least 0 and less than 1");
    static_assert(!possible || sequences ? true : mistake<tensor<X...>, tensor<M...>>,
                  "tapeless: attention: x is a sequence [n, width], as is memory: reshape it");
    static_assert(!sequences || equal ? true : mistake<tensor<X...>, tensor<M...>>,
                  "tapeless: cross_attention(x, memory): the widths of x and memory, their last axes, differ: apply a "
                  "dense layer to one of them");
    static_assert(!equal || H.divide(make_shape(X...).back()) ? true : mistake<tensor<X...>>,
                  "tapeless: attention: the heads must divide the width, the last axis of x; and each head has an even "
                  "width if it is rotary");
    static_assert(!equal || !H.divide(make_shape(X...).back()) ? true : mistake<tensor<X...>, tensor<M...>>,
                  "tapeless: attention with a mask: the mask is 1 where a query may look at a key, else 0, and "
                  "broadcasts to [queries, keys]: reshape it");
  }
};

template <text Name, attention H>
struct self_attention_f {
  static constexpr bool fits(const node& x) { return H.possible() && x.shape.rank == 2 && H.divide(x.shape.back()); }
  static constexpr bool fits(const node& x, const node& mask) {
    return fits(x) && broadcasts_to(mask.shape, make_shape(x.shape.dim[0], x.shape.dim[0]));
  }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    return attention_of_heads<Name, H>(x, x, term{});
  }
  constexpr term operator()(term x, term mask) const {
    if (!fits(*x, *mask)) tapeless_composition_has_shapes_that_do_not_fit();
    return attention_of_heads<Name, H>(x, x, mask);
  }
  template <int... X>
  constexpr inert operator()(tensor<X...> x) const {
    wrong_attention<H>{x, x};
    return {};
  }
  template <int... X, int... M>
  constexpr inert operator()(tensor<X...> x, tensor<M...>) const {
    wrong_attention<H>{x, x};
    return {};
  }
};

template <text Name, attention H>
struct cross_attention_f {
  static constexpr bool fits(const node& x, const node& memory) {
    return self_attention_f<Name, H>::fits(x) && memory.shape.rank == 2 && memory.shape.back() == x.shape.back();
  }
  static constexpr bool fits(const node& x, const node& memory, const node& mask) {
    return fits(x, memory) && broadcasts_to(mask.shape, make_shape(x.shape.dim[0], memory.shape.dim[0]));
  }
  constexpr term operator()(term x, term memory) const {
    if (!fits(*x, *memory)) tapeless_composition_has_shapes_that_do_not_fit();
    return attention_of_heads<Name, H>(x, memory, term{});
  }
  constexpr term operator()(term x, term memory, term mask) const {
    if (!fits(*x, *memory, *mask)) tapeless_composition_has_shapes_that_do_not_fit();
    return attention_of_heads<Name, H>(x, memory, mask);
  }
  template <int... X, int... M>
  constexpr inert operator()(tensor<X...> x, tensor<M...> memory) const {
    wrong_attention<H>{x, memory};
    return {};
  }
  template <int... X, int... M, int... K>
  constexpr inert operator()(tensor<X...> x, tensor<M...> memory, tensor<K...>) const {
    wrong_attention<H>{x, memory};
    return {};
  }
};

}  // namespace detail

inline constexpr detail::function<detail::scaled_dot_product_f> scaled_dot_product_attention{};
template <text Name, attention H>
inline constexpr detail::function<detail::self_attention_f<Name, H>> self_attention{};
template <text Name, attention H>
inline constexpr detail::function<detail::cross_attention_f<Name, H>> cross_attention{};

}  // namespace tapeless::inline TAPELESS_ISA
