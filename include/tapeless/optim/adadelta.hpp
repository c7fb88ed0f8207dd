// Adadelta: M. D. Zeiler, ADADELTA: An Adaptive Learning Rate Method (2012), algorithm 1.
#pragma once

#include <tapeless/optim/update.hpp>

namespace tapeless::inline TAPELESS_ISA {

// v <- rho * v + (1 - rho) * g²
// d <- g * sqrt(s + epsilon) / sqrt(v + epsilon)
// s <- rho * s + (1 - rho) * d²
// w <- w - eta * d
//
// s is a running mean of squared steps, before they are multiplied by the learning rate. The paper has no learning
// rate: 1 is the paper's method. rho and epsilon are those of its experiments.
//
// PyTorch: the same, with rho 0.9. Keras: the same, with learning rate 0.001 and epsilon 1e-7. optax: the same, with
// rho 0.9 and no default for the learning rate.
struct adadelta {
  double learning_rate = 1, rho = 0.95, epsilon = 1e-6;

  constexpr bool possible() const { return is_rate(learning_rate) && is_decay(rho) && is_epsilon(epsilon); }
  constexpr void operator()(update& u) const {
    term eta = u.scalar<"learning_rate">(learning_rate);
    term v = u.slot<"adadelta.v">(), s = u.slot<"adadelta.s">();
    term v1 = rho * v + (1 - rho) * square(u.gradient);
    term step = u.gradient * sqrt(s + epsilon) / sqrt(v1 + epsilon);
    u.assign(v, v1);
    u.assign(s, rho * s + (1 - rho) * square(step));
    u.assign(u.parameter, u.parameter - eta * step);
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
