// NAdam: T. Dozat, Incorporating Nesterov Momentum into Adam (2016), algorithm 2.
#pragma once

#include <tapeless/optim/update.hpp>

namespace tapeless::inline TAPELESS_ISA {

// mu(t) = beta1 * (1 - 0.5 * 0.96^(t * psi))
// t <- t + 1,  p <- p * mu(t)                      p starts as 1: the product of all mu
// m <- beta1 * m + (1 - beta1) * g
// v <- beta2 * v + (1 - beta2) * g²
// w <- w - eta * (mu(t + 1) * m / (1 - p * mu(t + 1)) + (1 - mu(t)) * g / (1 - p))
//              / (sqrt(v / (1 - beta2^t)) + epsilon)
//
// psi is momentum_decay. 1 - p is at least 1 - beta1, so that nothing cancels in the first steps.
//
// The paper leaves mu(t) open and multiplies v by a further beta2 below the root, which no implementation does.
// PyTorch: the same as here. Keras: the learning rate is 0.001, psi 1 and epsilon 1e-7. optax: mu(t) is beta1,
// constant.
struct nadam {
  double learning_rate = 2e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, momentum_decay = 0.004;

  constexpr bool possible() const {
    return is_rate(learning_rate) && is_decay(beta1) && is_decay(beta2) && is_epsilon(epsilon) &&
           is_rate(momentum_decay);
  }
  constexpr void operator()(update& u) const {
    term eta = u.scalar<"learning_rate">(learning_rate);
    term t = u.step_slot<"nadam.t">(), p = u.step_slot<"nadam.p">(1);
    term m = u.slot<"nadam.m">(), v = u.slot<"nadam.v">();
    term t1 = t + 1.0;
    const double slope = momentum_decay * simd::log(0.96);
    term mu = beta1 * (1.0 - 0.5 * exp(slope * t1)), next = beta1 * (1.0 - 0.5 * exp(slope * (t1 + 1.0)));
    term p1 = p * mu;
    term m1 = beta1 * m + (1 - beta1) * u.gradient;
    term v1 = beta2 * v + (1 - beta2) * square(u.gradient);
    term ahead = eta * next / (1.0 - p1 * next), now = eta * (1.0 - mu) / (1.0 - p1);
    term scale = 1.0 / -expm1(t1 * simd::log(beta2));
    u.assign(t, t1);
    u.assign(p, p1);
    u.assign(m, m1);
    u.assign(v, v1);
    u.assign(u.parameter, u.parameter - (ahead * m1 + now * u.gradient) / (sqrt(v1 * scale) + epsilon));
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
