// Losses: prediction first, target second; each returns one number per sample, and training averages over samples.
//
// Elementwise losses are the mean over the elements of a sample (z: prediction, y: target, the same shape):
//
//   mse                    mean (z - y)²
//   mae                    mean |z - y|; derivative 0 where z = y
//   huber<d>               mean of r²/2 for |r| <= d, else d (|r| - d/2), with r = z - y; d = 1
//   binary_cross_entropy   mean of ln(1 + e^z) - y z: z is a logit, y a probability of 0 to 1
//   hinge                  mean max(0, 1 - y z): y is -1 or 1
//
// Losses over classes are the sum over the last axis, the mean over the axes before it:
//
//   softmax_cross_entropy     -sum y ln softmax(z): z are logits
//   negative_log_likelihood   -sum y z: z are logarithms of probabilities, as log_softmax gives them
//   kl_divergence             sum y (ln y - z): z as above; y = 0 contributes 0
//
// The target is a probability for each class (possibly one-hot), with the shape of z. The first two also take class
// indices, with that shape without its last axis: class_index<"label", 10> for 10 logits.
//
// Terms of weight 0 contribute 0 even if they are infinite: a logit of -inf masks its class. Losses and gradients keep
// their digits for confident predictions (ops/likelihood.hpp).
#pragma once

#include <tapeless/ops/softmax.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// A loss: a composition of two operands.
template <class F>
struct loss_f {
  static constexpr int build(builder& b, const int* in) { return F{}(b.at(in[0]), b.at(in[1])).id; }
};

// The targets that a loss accepts, and the type that an invalid target is converted to: in the user's own line, so that
// the message shows no layer in between.
struct elementwise_loss {
  static constexpr bool fits(const shape& z, const shape& y) { return z == y; }
  template <class F, class Prediction>
  struct wrong_target {
    template <int... D>
    constexpr wrong_target(tensor<D...>) {  // NOLINT: implicit on purpose
      static_assert(
          mistake<F, Prediction, tensor<D...>>,
          "tapeless: loss(prediction, target): both must have the same shape: reshape or broadcast one of them");
    }
  };
};
struct class_loss {  // targets are probabilities
  static constexpr bool fits(const shape& z, const shape& y) { return z.rank > 0 && z == y; }
  template <class F, class Prediction>
  struct wrong_target {
    template <int... D>
    constexpr wrong_target(tensor<D...>) {  // NOLINT: implicit on purpose
      static_assert(
          mistake<F, Prediction, tensor<D...>>,
          "tapeless: loss(log_probabilities, target): both must have the same shape, with the classes as last "
          "axis");
    }
  };
};
struct class_or_index_loss {  // targets are probabilities or indices
  static constexpr bool fits(const shape& z, const shape& y) { return z.rank > 0 && (z == y || drop_last(z) == y); }
  template <class F, class Prediction>
  struct wrong_target {
    template <int... D>
    constexpr wrong_target(tensor<D...>) {  // NOLINT: implicit on purpose
      static_assert(
          mistake<F, Prediction, tensor<D...>>,
          "tapeless: loss over classes(prediction, target): the target must have the shape of the prediction, a "
          "probability for each class, or that shape without its last axis, a class index");
    }
  };
};

constexpr unsigned last_axis(const shape& s) { return 1u << (s.rank - 1); }

struct mse_f : elementwise_loss {
  constexpr term operator()(term z, term y) const { return mean(square(z - y)); }
};
struct mae_f : elementwise_loss {
  constexpr term operator()(term z, term y) const { return mean(abs(z - y)); }
};
// With c = clamp(r, -d, d), both pieces are c (r - c / 2): no kink at 0.
template <number Delta>
struct huber_f : elementwise_loss {
  constexpr term operator()(term z, term y) const {
    const term r = z - y, near = clamp(r, -Delta.value, Delta.value);
    return mean(near * (r - 0.5 * near));
  }
};
struct binary_cross_entropy_f : elementwise_loss {
  constexpr term operator()(term z, term y) const { return mean(apply<ops::logistic_loss_op>(z, y)); }
};
struct hinge_f : elementwise_loss {
  constexpr term operator()(term z, term y) const { return mean(relu(1.0 - y * z)); }
};

// The mean over the leading axes, after the sum over classes.
constexpr term over_classes(term each) { return each->shape.rank == 0 ? each : mean(each); }

// y x, summed over the classes, where y holds probabilities or the index of a class. Terms of weight 0 contribute 0
// even if x is infinite.
constexpr term expected(term y, term x) {
  const unsigned classes = last_axis(x->shape);
  if (y->shape == x->shape) return sum(apply<ops::weighted_op>(y, x), classes);
  return sum(where(equal(positions(x, classes), spread(y, x->shape, classes)), x, 0.0), classes);
}

struct softmax_cross_entropy_f : class_or_index_loss {
  constexpr term operator()(term z, term y) const {
    const unsigned classes = last_axis(z->shape);
    const term below = detail::below(z, reference(z, classes), classes), total = log_total(below, classes);
    if (y->shape == z->shape) return over_classes(expected(y, spread(total, z->shape, classes) - below));
    return over_classes(total - expected(y, below));
  }
};
struct negative_log_likelihood_f : class_or_index_loss {
  constexpr term operator()(term z, term y) const { return over_classes(-expected(y, z)); }
};
struct kl_divergence_f : class_loss {
  constexpr term operator()(term z, term y) const {
    const term positive = 0.0 < y, log_y = log(where(positive, y, 1.0));
    return over_classes(sum(y * where(positive, log_y - z, 0.0), last_axis(z->shape)));
  }
};

}  // namespace detail

#define TAPELESS_LOSS(name, F)                                                                                   \
  template <graph Z, graph Y>                                                                                    \
  requires(F::fits(Z.root().shape, Y.root().shape)) constexpr auto name(expr<Z>, expr<Y>) {                      \
    return composed<detail::loss_f<F>, Z, Y>{};                                                                  \
  }                                                                                                              \
  template <int... Z>                                                                                            \
  constexpr inert name(tensor<Z...>, std::type_identity_t<typename F::template wrong_target<F, tensor<Z...>>>) { \
    return {};                                                                                                   \
  }                                                                                                              \
  constexpr term name(term prediction, term target) { return F{}(prediction, target); }                          \
  template <class Z, class Y>                                                                                    \
  requires(inert_like<Z> || inert_like<Y>) constexpr inert name(Z, Y) { return {}; }

TAPELESS_LOSS(mse, detail::mse_f)
TAPELESS_LOSS(mae, detail::mae_f)
TAPELESS_LOSS(binary_cross_entropy, detail::binary_cross_entropy_f)
TAPELESS_LOSS(hinge, detail::hinge_f)
TAPELESS_LOSS(softmax_cross_entropy, detail::softmax_cross_entropy_f)
TAPELESS_LOSS(negative_log_likelihood, detail::negative_log_likelihood_f)
TAPELESS_LOSS(kl_divergence, detail::kl_divergence_f)

// huber(z, y), huber<0.5>(z, y).
template <number Delta = number{1.0}, graph Z, graph Y>
requires(Z.root().shape == Y.root().shape) constexpr auto huber(expr<Z>, expr<Y>) {
  constexpr bool positive = detail::is_positive(Delta.value);
  static_assert(positive ? true : mistake<detail::number_shown<Delta>>,
                "tapeless: huber<d>(z, y): d, where the square ends and the line begins, is positive and finite");
  if constexpr (positive) return composed<detail::loss_f<detail::huber_f<Delta>>, Z, Y>{};
  else return inert{};
}
template <number Delta = number{1.0}, int... Z>
constexpr inert huber(
    tensor<Z...>, std::type_identity_t<detail::elementwise_loss::wrong_target<detail::huber_f<Delta>, tensor<Z...>>>) {
  return {};
}
template <number Delta = number{1.0}>
constexpr term huber(term prediction, term target) {
  return detail::huber_f<Delta>{}(prediction, target);
}
template <number Delta = number{1.0}, class Z, class Y>
requires(inert_like<Z> || inert_like<Y>) constexpr inert huber(Z, Y) { return {}; }

}  // namespace tapeless::inline TAPELESS_ISA
