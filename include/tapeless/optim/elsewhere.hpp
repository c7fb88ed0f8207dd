// Optimisers that take the gradient elsewhere than at the parameters.
//
//   nesterov{eta, mu}             v <- mu v - eta grad L(w + mu v), w <- w + v: the definition. Y. Nesterov, A method
//                                 for solving the convex programming problem with convergence rate O(1/k²) (1983), in
//                                 the form of I. Sutskever et al. (2013)
//   sharpness_aware(rho, rule)    the rule with the gradient at w + rho g / |g|, where g is the gradient at w and |g|
//                                 the norm over all parameters. P. Foret et al., Sharpness-Aware Minimization (2021),
//                                 algorithm 1, with p = 2
//
// The loss that a step returns is that at w, which costs nesterov another forward pass: momentum with its rewritten
// form is as good in practice. sharpness_aware costs a second gradient; each tile of a call takes its own g, as each
// device does in the paper.
//
// Deviations: PyTorch's and Keras' nesterov options are the rewritten form, whose parameters are the points w + mu v.
#pragma once

#include <tapeless/ops/over_samples.hpp>
#include <tapeless/optim/gradients.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct nesterov {
  double learning_rate = 0.01, mu = 0.9;

  constexpr bool possible() const { return is_rate(learning_rate) && is_decay(mu); }
  constexpr void move(gradient_points& p) const {
    for (gradient_points::point& each : p.all) each.at = each.at + mu * p.slot<"nesterov.v">(each);
  }
  constexpr void operator()(update& u) const {
    const term v = u.slot<"nesterov.v">();
    const term next = mu * v - u.scalar<"learning_rate">(learning_rate) * u.gradient;
    u.assign(v, next);
    u.assign(u.parameter, u.parameter + next);
  }
};

namespace detail {

template <class Rule>
struct sharpness_aware_t {
  static constexpr optimiser_part part = part_of<Rule>();
  double rho = 0.05;
  Rule rule{};

  constexpr bool possible() const { return is_rate(rho) && is_possible(rule); }
  constexpr bool trains(const symbol& s) const { return detail::trains(rule, s); }
  constexpr bool finds_all(const symbol* const* s, int n) const { return detail::finds_all(rule, s, n); }
  constexpr bool moves() const { return true; }
  constexpr void move(gradient_points& p) const {
    term total{};
    ir::list<term> gradients;
    for (const gradient_points::point& each : p.all) {
      gradients.push(sum_over_samples(each.gradient));
      const term one = square_sum(gradients.back());
      total = total ? total + one : one;
    }
    if (!total) return;
    const term size = sqrt(total), factor = where(0.0 < size, rho / size, 0.0);
    for (int i = 0; i < p.all.size; ++i) p.all.at[i].at = p.all.at[i].at + factor * gradients.at[i];
  }
  constexpr void operator()(updates& u) const { apply_optimiser(rule, u); }
};

}  // namespace detail

template <class Rule>
constexpr detail::sharpness_aware_t<Rule> sharpness_aware(double rho, Rule rule) {
  return {rho, rule};
}

}  // namespace tapeless::inline TAPELESS_ISA
