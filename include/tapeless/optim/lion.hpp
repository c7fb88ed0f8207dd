// Lion: X. Chen and others, Symbolic Discovery of Optimization Algorithms (2023), algorithm 2.
#pragma once

#include <tapeless/optim/update.hpp>

namespace tapeless::inline TAPELESS_ISA {

// w <- w - eta * (sign(beta1 * m + (1 - beta1) * g) + lambda * w)
// m <- beta2 * m + (1 - beta2) * g
//
// The first line reads the old m. Every element moves by the learning rate, whatever the size of its gradient, or not
// at all if the sum is 0. lambda is weight_decay; every parameter decays, biases as well.
//
// Keras: the learning rate is 0.001. optax: lambda is 1e-3. PyTorch has no Lion.
struct lion {
  double learning_rate = 1e-4, beta1 = 0.9, beta2 = 0.99, weight_decay = 0;

  constexpr bool possible() const {
    return is_rate(learning_rate) && is_decay(beta1) && is_decay(beta2) && is_rate(weight_decay);
  }
  constexpr void operator()(update& u) const {
    term eta = u.scalar<"learning_rate">(learning_rate), m = u.slot<"lion.m">();
    term step = sign(beta1 * m + (1 - beta1) * u.gradient);
    if (weight_decay > 0) step = step + weight_decay * u.parameter;
    u.assign(m, beta2 * m + (1 - beta2) * u.gradient);
    u.assign(u.parameter, u.parameter - eta * step);
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
