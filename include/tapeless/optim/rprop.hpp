// Resilient propagation, iRprop-: C. Igel and M. Hüsken, Improving the Rprop Learning Algorithm (2000). A variant of
// Rprop: M. Riedmiller and H. Braun, A Direct Adaptive Method for Faster Backpropagation Learning (1993).
#pragma once

#include <tapeless/optim/update.hpp>

namespace tapeless::inline TAPELESS_ISA {

// d <- clamp(d * (increase if sign(g) = s, decrease if sign(g) = -s), smallest_step, largest_step)
// s <- sign(g), but 0 where the sign has changed
// w <- w - eta * s * d
//
// Each element has a step size d of its own, which starts as initial_step and depends on the signs of its gradients
// only. Where the sign changes, d shrinks and w stays for one step; where s or g is 0, d stays. Signs must not be
// random: use it with all samples in each step.
//
// The paper has no learning rate: 1 is the paper's method. PyTorch: the same, with `lr` for initial_step, 0.01 by
// default. optax: `learning_rate` for initial_step, and w moves by the s * d of the step before. Keras has no Rprop.
// The Rprop of 1993 takes a step back where the sign changes.
struct rprop {
  double learning_rate = 1, initial_step = 0.1, increase = 1.2, decrease = 0.5, smallest_step = 1e-6, largest_step = 50;

  constexpr bool possible() const {
    return is_rate(learning_rate) && smallest_step > 0 && smallest_step <= initial_step &&
           initial_step <= largest_step && is_rate(largest_step) && increase >= 1 && is_rate(increase) &&
           decrease > 0 && decrease < 1;
  }
  constexpr void operator()(update& u) const {
    term eta = u.scalar<"learning_rate">(learning_rate);
    term d = u.slot<"rprop.d">(initial_step), s = u.slot<"rprop.s">();
    term now = sign(u.gradient), agreement = now * s;
    term factor = where(agreement > 0.0, increase, where(agreement < 0.0, decrease, 1.0));
    term d1 = clamp(d * factor, smallest_step, largest_step);
    term s1 = where(agreement < 0.0, 0.0, now);
    u.assign(d, d1);
    u.assign(s, s1);
    u.assign(u.parameter, u.parameter - eta * s1 * d1);
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
