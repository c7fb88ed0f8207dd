// Losses for two classes: z is a logit or a score, y a target of the same shape; the mean over the elements of a
// sample, unless a reduction says otherwise.
//
//   binary_cross_entropy(z, y)     ln(1 + e^z) - y z: z is a logit, y a probability from 0 to 1
//   binary_focal<g, a>(z, y)       w (1 - p)^g (-ln p), where p is the probability that the logit z gives to the right
//                                  class: y is 1 or 0, w is a or 1 - a; g = 2 and a = 0.25
//   hinge(z, y)                    max(0, 1 - y z): y is -1 or 1
//
// Losses and gradients keep their digits for confident predictions (ops/likelihood.hpp). In PyTorch the first is
// BCEWithLogitsLoss; torchvision's sigmoid_focal_loss has the same defaults as binary_focal. Keras' Hinge also takes
// targets of 0 and 1.
#pragma once

#include <tapeless/nn/loss.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

struct binary_cross_entropy_f : elementwise_loss {
  static constexpr term each(term z, term y) { return apply<ops::logistic_loss_op>(z, y); }
};

struct hinge_f : elementwise_loss {
  static constexpr term each(term z, term y) { return relu(1.0 - y * z); }
};

// (1 - p)^g (-ln p), from the cross-entropy -ln p. 1 - p keeps its digits for p close to 1; for p < e^-40, where it
// is 1, it is a constant, so that the derivative is right for -ln p = inf.
constexpr term focal(term cross_entropy, double gamma) {
  return pow(-expm1(-min(cross_entropy, 40.0)), gamma) * cross_entropy;
}
// Between 0 and 1, the derivative of (1 - p)^g has no limit at p = 1.
constexpr bool is_focus(double gamma) { return gamma == 0 || (gamma >= 1 && is_finite_number(gamma)); }

// T.-Y. Lin et al., Focal Loss for Dense Object Detection (2017).
template <number Gamma, number Alpha>
struct binary_focal_f : elementwise_loss {
  static constexpr bool valid = is_focus(Gamma.value) && Alpha.value >= 0 && Alpha.value <= 1;
  struct wrong_numbers {
    template <int... D>
    constexpr wrong_numbers(tensor<D...>) {  // NOLINT: implicit on purpose
      static_assert(valid ? true : mistake<number_shown<Gamma>, number_shown<Alpha>>,
                    "tapeless: binary_focal<g, a>(z, y): g is 0 or at least 1, and a, the weight of targets of 1, is "
                    "from 0 to 1");
    }
  };
  static constexpr term each(term z, term y) {
    const term weight = (1 - Alpha.value) + (2 * Alpha.value - 1) * y;
    return weight * focal(apply<ops::logistic_loss_op>(z, y), Gamma.value);
  }
};

}  // namespace detail

TAPELESS_LOSS(binary_cross_entropy, (), detail::binary_cross_entropy_f)
TAPELESS_LOSS(hinge, (), detail::hinge_f)
TAPELESS_LOSS(binary_focal, (number Gamma = number{2.0}, number Alpha = number{0.25}),
              detail::binary_focal_f<Gamma, Alpha>)

}  // namespace tapeless::inline TAPELESS_ISA
