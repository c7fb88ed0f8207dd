// LAMB: Y. You and others, Large Batch Optimization for Deep Learning: Training BERT in 76 Minutes (2020), algorithm 2.
#pragma once

#include <tapeless/ops/statistics.hpp>
#include <tapeless/optim/adam.hpp>

namespace tapeless::inline TAPELESS_ISA {

// r <- m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon) + lambda * w
// w <- w - eta * |w| / |r| * r
//
// t, m and v as in optim/adam.hpp; lambda is weight_decay. The norms are those of a whole parameter, which takes the
// place of the paper's layer. |w| / |r| is 1 where one of them is 0. The paper's function phi is the identity.
//
// optax: the same. Keras: epsilon is 1e-7 and the decay is not part of r. PyTorch has no LAMB.
struct lamb {
  double learning_rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-6, weight_decay = 0;

  constexpr bool possible() const {
    return is_rate(learning_rate) && is_decay(beta1) && is_decay(beta2) && is_epsilon(epsilon) && is_rate(weight_decay);
  }
  constexpr void operator()(update& u) const {
    term eta = u.scalar<"learning_rate">(learning_rate);
    term r = detail::adam_step<"lamb.t", "lamb.m", "lamb.v">(u, 1.0, beta1, beta2, epsilon);
    if (weight_decay > 0) r = r + weight_decay * u.parameter;
    term of_w = norm(u.parameter), of_r = norm(r);
    term ratio = where(equal(min(of_w, of_r), 0.0), 1.0, of_w / of_r);
    u.assign(u.parameter, u.parameter - eta * ratio * r);
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
