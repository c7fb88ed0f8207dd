// random_search{sd}: perturb the weights at random and keep what is better, the baseline of every other optimiser.
//
// Each step measures the loss at w. If it is the lowest so far, w becomes the best; then w <- best + sd n with a normal
// n. So the parameters are always the candidate that the next step measures; net.best() gives the best so far to a
// program. It takes no gradient. With mini-batches the losses of different batches are compared: use it with all
// samples.
#pragma once

#include <tapeless/ops/random.hpp>
#include <tapeless/optim/chain.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct random_search {
  static constexpr bool takes_gradients = false;
  double deviation = 0.1;

  constexpr bool possible() const { return is_rate(deviation); }
  constexpr void operator()(updates& u) const {
    int elements = 0, at = 0;
    for (const trained_parameter& each : u.all) elements += each.parameter->shape.size();
    if (elements == 0) return;
    const term noise = deviation * detail::normal_term<"random_search", ir::scope::step>(u.graph, make_shape(elements));
    for (const trained_parameter& each : u.all) {
      update one = u.of(each);
      const term begun = one.step_slot<"random_search.begun">(), lowest = one.step_slot<"random_search.lowest">(),
                 kept = one.slot<"random_search.best">();
      const term better = where(equal(begun, 0.0), 1.0, u.loss < lowest);
      const term best = where(better, each.parameter, kept);
      const shape s = each.parameter->shape;
      one.assign(begun, constant_term(u.graph, 1));
      one.assign(lowest, where(better, u.loss, lowest));
      one.assign(kept, best);
      one.assign(each.parameter, best + reshape(slice(noise, 0, at, s.size()), s));
      at += s.size();
    }
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
