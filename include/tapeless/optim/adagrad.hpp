// AdaGrad: J. Duchi, E. Hazan and Y. Singer, Adaptive Subgradient Methods for Online Learning and Stochastic
// Optimization (2011), figure 1, with a diagonal matrix.
#pragma once

#include <tapeless/optim/update.hpp>

namespace tapeless::inline TAPELESS_ISA {

// s <- s + g²
// w <- w - eta * g / (sqrt(s) + epsilon)
//
// s starts as initial_sum.
//
// PyTorch: the same, with lr_decay 0. Keras and optax: s starts as 0.1, epsilon is 1e-7 and inside the root, and
// Keras's learning rate is 0.001. The paper calls epsilon delta and leaves its choice open.
struct adagrad {
  double learning_rate = 0.01, epsilon = 1e-10, initial_sum = 0;

  constexpr bool possible() const { return is_rate(learning_rate) && is_epsilon(epsilon) && is_rate(initial_sum); }
  constexpr void operator()(update& u) const {
    term eta = u.scalar<"learning_rate">(learning_rate), s = u.slot<"adagrad.s">(initial_sum);
    term s1 = s + square(u.gradient);
    u.assign(s, s1);
    u.assign(u.parameter, u.parameter - eta * u.gradient / (sqrt(s1) + epsilon));
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
