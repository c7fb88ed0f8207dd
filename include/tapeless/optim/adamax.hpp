// AdaMax: D. P. Kingma and J. Ba, Adam: A Method for Stochastic Optimization (2015), algorithm 2.
#pragma once

#include <tapeless/optim/update.hpp>

namespace tapeless::inline TAPELESS_ISA {

// t <- t + 1
// m <- beta1 * m + (1 - beta1) * g
// s <- max(beta2 * s, |g| + epsilon)
// w <- w - eta / (1 - beta1^t) * m / s
//
// Adam with the maximum norm in place of the Euclidean one. The paper has no epsilon: there the first gradient must not
// be 0.
//
// PyTorch and optax: the same. Keras: the learning rate is 0.001, epsilon 1e-7 and added to s instead of |g|.
struct adamax {
  double learning_rate = 2e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

  constexpr bool possible() const {
    return is_rate(learning_rate) && is_decay(beta1) && is_decay(beta2) && is_epsilon(epsilon);
  }
  constexpr void operator()(update& u) const {
    term eta = u.scalar<"learning_rate">(learning_rate);
    term t = u.step_slot<"adamax.t">(), m = u.slot<"adamax.m">(), s = u.slot<"adamax.s">();
    term t1 = t + 1.0;
    term m1 = beta1 * m + (1 - beta1) * u.gradient;
    term s1 = max(beta2 * s, abs(u.gradient) + epsilon);
    term size = eta / -expm1(t1 * simd::log(beta1));  // 1 - beta^t as in optim/adam.hpp
    u.assign(t, t1);
    u.assign(m, m1);
    u.assign(s, s1);
    u.assign(u.parameter, u.parameter - size * m1 / s1);
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
