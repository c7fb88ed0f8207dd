// A fully connected layer: y = x W + b.
//
//   dense<"hidden", 32>(x)              // x: [..., in], result [..., 32]
//   dense<"hidden", 32, he_normal>(x)   // the initialiser of hidden.weight
//
// Its parameters are hidden.weight, [in, 32], initialised by glorot_uniform by default, and hidden.bias, [32],
// initially 0. They are applied at every position of the axes of x before the last. Two layers of the same name share
// their parameters.
#pragma once

#include <tapeless/expr/parameter.hpp>
#include <tapeless/nn/function.hpp>
#include <tapeless/nn/initialisers.hpp>
#include <tapeless/ops/contraction.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// x W, summed over the last axis of x and the first axis of W.
constexpr term times_matrix(term x, term weight) {
  const int last = x->shape.rank - 1;
  std::int64_t labels = 1, out = 0;  // 1: in, 2: out, 3 and above: the leading axes
  labels <<= 4 * last;
  for (int i = 0; i < last; ++i) {
    labels |= std::int64_t{3 + i} << (4 * i);
    out |= std::int64_t{3 + i} << (4 * i);
  }
  out |= std::int64_t{2} << (4 * last);
  return contract(weight, x, ops::contraction_op::pair(0x21, labels), out);
}

template <text Name, initialiser Draw = nullptr>
constexpr term dense_term(term x, int out) {
  const term weight = weight_term<Name + ".weight", Draw>(*x.owner, make_shape(x->shape.back(), out));
  return times_matrix(x, weight) + bias_term<Name + ".bias">(*x.owner, make_shape(out));
}

template <text Name, int Out, initialiser Draw>
struct dense_f {
  static constexpr bool fits(const node& x) { return x.shape.rank > 0 && Out > 0; }
  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    return dense_term<Name, Draw>(x, Out);
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(Out > 0, "tapeless: dense<name, out>(x): a layer has at least one output: out must be positive");
    static_assert(Out <= 0 ? true : mistake<tensor<D...>>,
                  "tapeless: dense<name, out>(x): the last axis of x holds the features and a scalar has none: reshape "
                  "it to [1]");
    return {};
  }
};

}  // namespace detail

template <text Name, int Out, initialiser Draw = nullptr>
inline constexpr detail::function<detail::dense_f<Name, Out, Draw>> dense{};

}  // namespace tapeless::inline TAPELESS_ISA
