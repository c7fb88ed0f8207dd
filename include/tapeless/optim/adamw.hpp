// AdamW: I. Loshchilov and F. Hutter, Decoupled Weight Decay Regularization (2019), algorithm 2.
#pragma once

#include <tapeless/optim/adam.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Adam whose weight decay is not part of the gradient:
//
// w <- w - eta * (m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon) + lambda * w)
//
// t, m and v as in optim/adam.hpp. Every parameter decays, biases as well.
//
// PyTorch, Keras and optax: the same formula; lambda is 0.01 in PyTorch, 0.004 in Keras and 1e-4 in optax, and Keras
// adds epsilon to the root before its bias is corrected. In the paper the decay is multiplied by the schedule's factor
// only, not by the learning rate: its lambda is eta * lambda here.
struct adamw {
  double learning_rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0.01;

  constexpr bool possible() const {
    return is_rate(learning_rate) && is_decay(beta1) && is_decay(beta2) && is_epsilon(epsilon) && is_rate(weight_decay);
  }
  constexpr void operator()(update& u) const {
    term eta = u.scalar<"learning_rate">(learning_rate);
    term step = detail::adam_step<"adamw.t", "adamw.m", "adamw.v">(u, eta, beta1, beta2, epsilon);
    u.assign(u.parameter, u.parameter - (step + eta * weight_decay * u.parameter));
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
