// Masks of sequences: 1 where an element counts, else 0. They are operands of attention and of recurrent layers.
//
//   length_mask<n>(length)  [n]: the first `length` elements; a number for each sample, at most n
//   causal_mask<n>          [n, n]: 1 at [query, key] for each key that is not later than the query
//
// Derivatives are 0. A product of masks is their intersection.
#pragma once

#include <tapeless/nn/function.hpp>
#include <tapeless/ops/comparison.hpp>
#include <tapeless/ops/shaping.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

constexpr term causal_term(builder& b, int queries, int keys) {
  return iota_term(b, keys) <= reshape(iota_term(b, queries), make_shape(queries, 1));
}

template <int N>
struct length_mask_f {
  static constexpr bool fits(const node& length) { return N > 0 && length.shape.size() == 1; }
  constexpr term operator()(term length) const {
    if (!fits(*length)) tapeless_composition_has_shapes_that_do_not_fit();
    return iota_term(*length.owner, N) < reshape(length, make_shape(1));
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(N > 0, "tapeless: length_mask<n>(length): n is the length of the padded sequence, at least 1");
    static_assert(
        N <= 0 ? true : mistake<tensor<D...>>,
        "tapeless: length_mask<n>(length): length is one number for each sample, a class_index<name, n + 1> or "
        "an input<name>");
    return {};
  }
};

}  // namespace detail

template <int N>
inline constexpr detail::function<detail::length_mask_f<N>> length_mask{};
template <int N>
inline constexpr auto causal_mask = iota<N> <= reshape<N, 1>(iota<N>);

}  // namespace tapeless::inline TAPELESS_ISA
