// Losses over classes, which are the last axis of the prediction z; the mean over the axes before it, unless a
// reduction says otherwise. The target y is a probability for each class (possibly one-hot), with the shape of z, or a
// class index, with that shape without its last axis: class_index<"label", 10> for 10 logits.
//
//   softmax_cross_entropy(z, y)     -sum y ln softmax(z): z are logits
//   softmax_focal<g>(z, y)          sum y (1 - p)^g (-ln p) with p = softmax(z); g = 2
//   negative_log_likelihood(z, y)   -sum y z: z are logarithms of probabilities, as log_softmax gives them
//   kl_divergence(z, y)             sum y (ln y - z): z as above, y probabilities; y = 0 contributes 0
//
// Terms of weight 0 contribute 0 even if they are infinite: a logit of -inf masks its class. Losses and gradients keep
// their digits for confident predictions. In PyTorch the first is CrossEntropyLoss. Its options are functions of the
// target: nn/targets.hpp.
#pragma once

#include <tapeless/nn/binary_losses.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// y x, summed over the classes, where y holds probabilities or the index of a class. Terms of weight 0 contribute 0
// even if x is infinite.
constexpr term expected(term y, term x) {
  const unsigned classes = last_axis(x->shape);
  if (y->shape == x->shape) return sum(apply<ops::weighted_op>(y, x), classes);
  return sum(where(equal(positions(x, classes), spread(y, x->shape, classes)), x, 0.0), classes);
}

// -ln softmax(z): of the class with the index y, or of every class.
constexpr term class_entropies(term z, term y) {
  const unsigned classes = last_axis(z->shape);
  const term below = detail::below(z, reference(z, classes), classes), total = log_total(below, classes);
  return y->shape == z->shape ? spread(total, z->shape, classes) - below : total - expected(y, below);
}

struct softmax_cross_entropy_f : class_loss {
  static constexpr term each(term z, term y) {
    const term entropies = class_entropies(z, y);
    return y->shape == z->shape ? expected(y, entropies) : entropies;
  }
};

// A class with y = 0 may have -ln p = inf.
template <number Gamma>
struct softmax_focal_f : class_loss {
  static constexpr bool valid = is_focus(Gamma.value);
  struct wrong_numbers {
    template <int... D>
    constexpr wrong_numbers(tensor<D...>) {  // NOLINT: implicit on purpose
      static_assert(valid ? true : mistake<number_shown<Gamma>>,
                    "tapeless: softmax_focal<g>(z, y): g is 0 or at least 1, and finite");
    }
  };
  static constexpr term each(term z, term y) {
    const term entropies = class_entropies(z, y);
    if (y->shape != z->shape) return focal(entropies, Gamma.value);
    return sum(y * focal(where(not_equal(y, 0.0), entropies, 0.0), Gamma.value), last_axis(z->shape));
  }
};

struct negative_log_likelihood_f : class_loss {
  static constexpr term each(term z, term y) { return -expected(y, z); }
};

struct kl_divergence_f : last_axis_loss {
  static constexpr term each(term z, term y) {
    const term positive = 0.0 < y, log_y = log(where(positive, y, 1.0));
    return sum(y * where(positive, log_y - z, 0.0), last_axis(z->shape));
  }
};

}  // namespace detail

TAPELESS_LOSS(softmax_cross_entropy, (), detail::softmax_cross_entropy_f)
TAPELESS_LOSS(softmax_focal, (number Gamma = number{2.0}), detail::softmax_focal_f<Gamma>)
TAPELESS_LOSS(negative_log_likelihood, (), detail::negative_log_likelihood_f)
TAPELESS_LOSS(kl_divergence, (), detail::kl_divergence_f)

}  // namespace tapeless::inline TAPELESS_ISA
