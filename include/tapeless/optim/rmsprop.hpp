// RMSProp: T. Tieleman and G. Hinton, Neural Networks for Machine Learning, lecture 6.5 (2012).
// Centred, and with momentum: A. Graves, Generating Sequences with Recurrent Neural Networks (2013), equations 38
// to 45.
#pragma once

#include <tapeless/optim/update.hpp>

namespace tapeless::inline TAPELESS_ISA {

// v <- rho * v + (1 - rho) * g²                    the running mean of squares
// w <- w - eta * g / (sqrt(v) + epsilon)
//
// centred: v is the running variance instead. Graves computes it as the mean of squares minus the square of the mean m,
// which rounding can make negative; the following recursion is equal to it and never is:
//
// v <- rho * (v + (1 - rho) * (g - m)²),  m <- m + (1 - rho) * (g - m)
//
// mu > 0: b <- mu * b + eta * g / (sqrt(v) + epsilon),  w <- w - b
//
// PyTorch: the same, with learning rate 0.01 and rho 0.99; the learning rate is outside of b, which is the same while
// it is constant. Keras: epsilon is 1e-7 and inside the root. optax: epsilon is inside the root. Graves: epsilon is
// 1e-4 and inside the root, rho and the factor of new gradients 0.95 and 0.05.
struct rmsprop {
  double learning_rate = 1e-3, rho = 0.9, epsilon = 1e-8, mu = 0;
  bool centred = false;

  constexpr bool possible() const {
    return is_rate(learning_rate) && is_decay(rho) && is_epsilon(epsilon) && is_decay(mu);
  }
  constexpr void operator()(update& u) const {
    term eta = u.scalar<"learning_rate">(learning_rate), v = u.slot<"rmsprop.v">();
    term v1;
    if (centred) {
      term m = u.slot<"rmsprop.m">();
      term away = u.gradient - m;
      v1 = rho * (v + (1 - rho) * square(away));
      u.assign(m, m + (1 - rho) * away);
    } else {
      v1 = rho * v + (1 - rho) * square(u.gradient);
    }
    u.assign(v, v1);
    term step = eta * u.gradient / (sqrt(v1) + epsilon);
    if (mu > 0) {
      term b = u.slot<"rmsprop.b">();
      step = mu * b + step;
      u.assign(b, step);
    }
    u.assign(u.parameter, u.parameter - step);
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
