// Stochastic gradient descent.
#pragma once

#include <tapeless/optim/update.hpp>

namespace tapeless::inline TAPELESS_ISA {

// w <- w - eta * g
struct sgd {
  double learning_rate = 0.01;

  constexpr bool possible() const { return is_rate(learning_rate); }
  constexpr void operator()(update& u) const {
    term eta = u.scalar<"learning_rate">(learning_rate);
    u.assign(u.parameter, u.parameter - eta * u.gradient);
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
