// Adam: D. P. Kingma and J. Ba, Adam: A Method for Stochastic Optimization (2015), algorithm 1.
#pragma once

#include <tapeless/optim/update.hpp>

namespace tapeless::inline TAPELESS_ISA {

// t <- t + 1
// m <- beta1 * m + (1 - beta1) * g
// v <- beta2 * v + (1 - beta2) * g²
// w <- w - eta * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
//
// The step counter has step scope: it advances once for all parameters.
struct adam {
  double learning_rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

  constexpr bool possible() const {
    return is_rate(learning_rate) && is_decay(beta1) && is_decay(beta2) && is_rate(epsilon) && epsilon > 0;
  }
  constexpr void operator()(update& u) const {
    term eta = u.scalar<"learning_rate">(learning_rate);
    term t = u.step_slot<"adam.t">(), m = u.slot<"adam.m">(), v = u.slot<"adam.v">();
    term t1 = t + 1.0;
    term m1 = beta1 * m + (1 - beta1) * u.gradient;
    term v1 = beta2 * v + (1 - beta2) * square(u.gradient);
    // 1 - beta^t = -expm1(t log beta), accurate even where beta^t is close to 1, in the first steps and for beta near
    // 1. Both corrections are scalars, computed once.
    term size = eta / -expm1(t1 * simd::log(beta1));
    term scale = 1.0 / -expm1(t1 * simd::log(beta2));
    u.assign(t, t1);
    u.assign(m, m1);
    u.assign(v, v1);
    u.assign(u.parameter, u.parameter - size * m1 / (sqrt(v1 * scale) + epsilon));
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
