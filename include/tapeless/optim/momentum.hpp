// Gradient descent with momentum: B. T. Polyak, Some Methods of Speeding Up the Convergence of Iteration Methods
// (1964). With Nesterov's gradient: I. Sutskever, J. Martens, G. Dahl and G. Hinton, On the Importance of
// Initialization and Momentum in Deep Learning (2013), equations 1 to 4.
#pragma once

#include <tapeless/optim/update.hpp>

namespace tapeless::inline TAPELESS_ISA {

// The velocity v is a decaying sum, either of steps or of gradients:
//
//               momentum::of_steps (default)         momentum::of_gradients
//               v <- mu * v - eta * g                v <- mu * v + g
//               w <- w + v                           w <- w - eta * v
//   nesterov    w <- w + mu * v - eta * g            w <- w - eta * (g + mu * v)
//
// Both are the same while the learning rate is constant. A new rate changes only the following steps in the first form,
// and the whole velocity in the second.
//
// Sutskever takes Nesterov's gradient at w + mu * v. As is usual, the parameters here are that point, so that no second
// point is needed: Y. Bengio, N. Boulanger-Lewandowski and R. Pascanu, Advances in Optimizing Recurrent Networks
// (2013), section 3.5.
//
// of_steps is the form of Polyak, Sutskever and Keras; of_gradients that of PyTorch, with dampening 0, and of optax.
struct momentum {
  enum summands { of_steps, of_gradients };

  double learning_rate = 0.01, mu = 0.9;
  summands velocity = of_steps;
  bool nesterov = false;

  constexpr bool possible() const { return is_rate(learning_rate) && is_decay(mu); }
  constexpr void operator()(update& u) const {
    term eta = u.scalar<"learning_rate">(learning_rate), v = u.slot<"momentum.v">();
    term added = velocity == of_steps ? -(eta * u.gradient) : u.gradient;
    term v1 = mu * v + added;
    term moved = nesterov ? mu * v1 + added : v1;
    u.assign(v, v1);
    u.assign(u.parameter, velocity == of_steps ? u.parameter + moved : u.parameter - eta * moved);
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
