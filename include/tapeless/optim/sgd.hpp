// Stochastic gradient descent: H. Robbins and S. Monro, A Stochastic Approximation Method (1951).
#pragma once

#include <tapeless/optim/update.hpp>

namespace tapeless::inline TAPELESS_ISA {

// w <- w - eta * g
//
// g is the mean gradient over the samples of a call. If these are all samples that there are, this is gradient descent;
// if they are a few drawn at random, it is stochastic gradient descent.
//
// PyTorch, Keras and optax: the same.
struct sgd {
  double learning_rate = 0.01;

  constexpr bool possible() const { return is_rate(learning_rate); }
  constexpr void operator()(update& u) const {
    term eta = u.scalar<"learning_rate">(learning_rate);
    u.assign(u.parameter, u.parameter - eta * u.gradient);
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
