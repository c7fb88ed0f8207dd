// Options of losses over classes, as functions of the target y: probabilities along the last axis, or a class_index.
//
//   label_smoothing<e>(y)                  (1 - e) y + e / classes: as probabilities; 0 <= e < 1
//   class_weights<numbers{1, 5, 2}>(y)     y times the weight of its class: as probabilities
//   ignore_index<i>(k)                     1 where the class index k is not i, else 0: a weight
//
//   softmax_cross_entropy(z, label_smoothing<0.1>(label))
//   softmax_cross_entropy(z, class_weights<numbers{1, 5, 2}>(label_smoothing<0.1>(label)))
//   softmax_cross_entropy(z, label, ignore_index<10>(label))   // label = class_index<"label", 11>, 10 logits
//
// A loss with class weights is -sum w y ln p. In PyTorch's CrossEntropyLoss these are label_smoothing, weight and
// ignore_index; there, the mean divides by the sum of the weights, and here by the number of samples and positions.
// C. Szegedy et al., Rethinking the Inception Architecture for Computer Vision (2016).
#pragma once

#include <tapeless/nn/function.hpp>
#include <tapeless/ops/gather.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// The number of classes of a target; 0 if it is unknown.
constexpr int classes_in_target(const node& y) {
  return is_leaf(y, ir::role::index) ? y.leaf->classes : y.shape.rank > 0 ? y.shape.back() : 0;
}
// A target as probabilities.
constexpr term probabilities(term y) {
  if (!is_leaf(*y, ir::role::index)) return y;
  const term c = iota_term(*y.owner, y->leaf->classes);
  return equal(reshape(y, append(y->shape, 1)), c);
}

template <number E>
struct label_smoothing_f {
  static constexpr bool valid = E.value >= 0 && E.value < 1;
  static constexpr bool fits(const node& y) { return valid && classes_in_target(y) > 0; }
  constexpr term operator()(term y) const {
    if (!fits(*y)) tapeless_composition_has_shapes_that_do_not_fit();
    return (1 - E.value) * probabilities(y) + E.value / classes_in_target(*y);
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(valid ? true : mistake<number_shown<E>>,
                  "tapeless: label_smoothing<e>(y): e, the probability that is shared by all classes, is at least 0 "
                  "and less than 1");
    static_assert(
        !valid ? true : mistake<tensor<D...>>,
        "tapeless: label_smoothing<e>(y): y is a class_index, or probabilities with the classes as last axis");
    return {};
  }
};

template <numbers W>
struct class_weights_f {
  static constexpr int count = static_cast<int>(sizeof(W.value) / sizeof(double));
  static constexpr bool fits(const node& y) { return classes_in_target(y) == count; }
  constexpr term operator()(term y) const {
    if (!fits(*y)) tapeless_composition_has_shapes_that_do_not_fit();
    return probabilities(y) * y.owner->at(y.owner->insert(leaf_node(table_symbol<W>, make_shape(count))));
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(mistake<tensor<count>, tensor<D...>>,
                  "tapeless: class_weights<numbers{...}>(y): y is a class_index, or probabilities with the classes as "
                  "last axis, and there is one weight for each class");
    return {};
  }
};

template <int I>
struct ignore_index_f {
  static constexpr bool fits(const node&) { return true; }
  constexpr term operator()(term k) const { return not_equal(k, static_cast<double>(I)); }
};

}  // namespace detail

template <number E>
inline constexpr detail::function<detail::label_smoothing_f<E>> label_smoothing{};
template <numbers W>
inline constexpr detail::function<detail::class_weights_f<W>> class_weights{};
template <int I>
inline constexpr detail::function<detail::ignore_index_f<I>> ignore_index{};

}  // namespace tapeless::inline TAPELESS_ISA
