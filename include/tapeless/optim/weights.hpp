// Parts of an optimiser that change the new weights w'; they stand behind the rule.
//
//   decoupled_decay{lambda}   w' <- w' - eta lambda w with the rule's learning rate: decay that adaptive rules do not
//                             rescale, as in AdamW.
//                             I. Loshchilov and F. Hutter, Decoupled Weight Decay Regularization (2019)
//   max_norm{c}               scales the weights of each unit so that their norm is at most c. N. Srivastava et al.,
//                             Dropout (2014), 5.1. A unit is an element of the last axis.
//   scale_step{s}             w' <- w + s (w' - w): another learning rate for selected parameters
//   averaging{beta}           a moving average of the weights, a <- beta a + (1 - beta) w', beginning with the first
//                             w'. net.averaged() gives it to a program. B. T. Polyak and A. B. Juditsky, Acceleration
//                             of Stochastic Approximation by Averaging (1992), weighted exponentially
//   lookahead{k, alpha}       every k steps: slow <- slow + alpha (w' - slow), w' <- slow. M. R. Zhang et al.,
//                             Lookahead Optimizer (2019), algorithm 1
//
// Deviations: Keras' MaxNorm takes the axis as an argument, 0 by default, which for [in, out] is the same;
// PyTorch's AveragedModel copies the first weights as well; optax.ema begins at 0 and corrects for it, to the same
// numbers.
#pragma once

#include <tapeless/optim/gradients.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct decoupled_decay {
  static constexpr optimiser_part part = optimiser_part::weights;
  double rate = 1e-2;

  constexpr bool possible() const { return is_rate(rate); }
  constexpr void operator()(updates& u) const {
    const term eta = u.learning_rate();
    for (const trained_parameter& each : u.all)
      u.set_next(each.parameter, u.next(each.parameter) - eta * rate * each.parameter);
  }
};

struct max_norm {
  static constexpr optimiser_part part = optimiser_part::weights;
  double bound = 3;

  constexpr bool possible() const { return is_rate(bound) && bound > 0; }
  constexpr void operator()(updates& u) const {
    for (const trained_parameter& each : u.all) {
      const term w = u.next(each.parameter);
      const int rank = each.parameter->shape.rank;
      if (rank < 2) {
        u.set_next(each.parameter, detail::shrinking(sqrt(detail::square_sum(w)), bound) * w);
      } else {
        const unsigned into = (1u << (rank - 1)) - 1;
        const term factor = detail::shrinking(sqrt(sum(square(w), into)), bound);
        u.set_next(each.parameter, spread(factor, w->shape, into) * w);
      }
    }
  }
};

struct scale_step {
  static constexpr optimiser_part part = optimiser_part::weights;
  double factor = 1;

  constexpr bool possible() const { return is_rate(factor); }
  constexpr void operator()(updates& u) const {
    for (const trained_parameter& each : u.all)
      u.set_next(each.parameter, each.parameter + factor * (u.next(each.parameter) - each.parameter));
  }
};

struct averaging {
  static constexpr optimiser_part part = optimiser_part::weights;
  double decay = 0.999;

  constexpr bool possible() const { return is_decay(decay); }
  constexpr void operator()(updates& u) const {
    for (const trained_parameter& each : u.all) {
      update one = u.of(each);
      const term begun = one.step_slot<"averaging.begun">(), average = one.slot<"averaging.average">();
      const term next = u.next(each.parameter);
      one.assign(begun, constant_term(u.graph, 1));
      one.assign(average, where(equal(begun, 0.0), next, decay * average + (1 - decay) * next));
    }
  }
};

struct lookahead {
  static constexpr optimiser_part part = optimiser_part::weights;
  int steps = 5;
  double alpha = 0.5;

  constexpr bool possible() const { return steps > 0 && is_rate(alpha) && alpha <= 1; }
  constexpr void operator()(updates& u) const {
    for (const trained_parameter& each : u.all) {
      update one = u.of(each);
      const term t = one.step_slot<"lookahead.t">(), begun = one.step_slot<"lookahead.begun">(),
                 slow = one.slot<"lookahead.slow">();
      const term due = equal(t, steps - 1.0), next = u.next(each.parameter);
      const term before = where(equal(begun, 0.0), each.parameter, slow);
      const term moved = before + alpha * (next - before);
      one.assign(t, where(due, 0.0, t + 1.0));
      one.assign(begun, constant_term(u.graph, 1));
      one.assign(slow, where(due, moved, before));
      u.set_next(each.parameter, where(due, moved, next));
    }
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
