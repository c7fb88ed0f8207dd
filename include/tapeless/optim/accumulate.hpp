// accumulate(n, rule): a rule that moves once in n calls, by the mean of their gradients.
//
//   training_step<loss, accumulate(4, adam{})>
//
// The sum of the gradients is a slot of each parameter. With calls of equally many samples this is one step with n
// times as many. In a chain it takes the place of the rule: what stands before it sees the gradient of each call, and
// what stands behind it changes the weights at each call; accumulate(n, chain(...)) does both once in n calls.
#pragma once

#include <tapeless/ops/comparison.hpp>
#include <tapeless/optim/chain.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <class Rule>
struct accumulated {
  static constexpr optimiser_part part = part_of<Rule>();
  int calls = 1;
  Rule rule{};

  constexpr bool possible() const { return calls > 0 && is_possible(rule); }
  constexpr bool moves() const { return detail::moves(rule); }
  constexpr void move(gradient_points& p) const { move_points(rule, p); }
  constexpr bool trains(const symbol& s) const { return detail::trains(rule, s); }
  constexpr bool finds_all(const symbol* const* s, int n) const { return detail::finds_all(rule, s, n); }
  constexpr void operator()(updates& u) const {
    if (u.all.size == 0) return;
    update first = u.of(u.all.at[0]);
    const term call = first.step_slot<"accumulate.call">(), due = equal(call, calls - 1.0);
    ir::list<term> sums;
    for (trained_parameter& each : u.all) {
      sums.push(u.of(each).slot<"accumulate.sum">() + each.gradient);
      each.gradient = sums.back() * (1.0 / calls);
    }
    const int before = u.assignments.size;
    apply_optimiser(rule, u);
    for (int i = before; i < u.assignments.size; ++i) {
      ir::assignment& a = u.assignments.at[i];
      a.value = where(due, u.graph.at(a.value), u.graph.at(a.slot)).id;
    }
    for (int i = 0; i < u.all.size; ++i) {
      update one = u.of(u.all.at[i]);
      one.assign(one.slot<"accumulate.sum">(), where(due, 0.0, sums.at[i]));
    }
    first.assign(call, where(due, 0.0, call + 1.0));
  }
};

}  // namespace detail

template <class Rule>
constexpr detail::accumulated<Rule> accumulate(int calls, Rule rule) {
  return {calls, rule};
}

}  // namespace tapeless::inline TAPELESS_ISA
