// What an optimiser is: a function that sees one parameter and its gradient as terms and assigns new values. State is a
// slot with a declared scope; all assignments read old values and commit together.
//
//   struct momentum {
//     double learning_rate = 0.01, mu = 0.9;
//     constexpr void operator()(update& u) const {
//       term v = u.slot<"v">();                                 // one for each parameter, of its shape
//       term v1 = mu * v - u.scalar<"learning_rate">(learning_rate) * u.gradient;
//       u.assign(v, v1);
//       u.assign(u.parameter, u.parameter + v1);
//     }
//   };
//
// A member `constexpr bool possible() const`, where there is one, says whether its numbers make sense: training_step
// refuses the optimiser otherwise.
#pragma once

#include <tapeless/ops/elementary.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Reached in constant evaluation, their names are the messages.
inline void tapeless_two_assignments_give_one_slot_different_values() {}
inline void tapeless_an_optimiser_assigns_its_parameter_and_its_slots_and_nothing_else() {}

// Range checks for the numbers that an optimiser is given.
constexpr bool is_rate(double d) { return d >= 0 && d <= 1e300; }
constexpr bool is_decay(double d) { return d >= 0 && d < 1; }

struct update {
  builder& graph;
  term parameter, gradient;
  list<ir::assignment>& assignments;  // made so far

  // State of the parameter's own shape, beginning with `initial`.
  template <text Name>
  constexpr term slot(double initial = 0) {
    node n = detail::leaf_node(detail::symbol_for<Name, ir::role::slot, ir::scope::parameter>, parameter->shape);
    n.owner = parameter->leaf;
    n.value = initial;
    return graph.at(graph.insert(n));
  }
  // A number that all parameters share and that advances once a step.
  template <text Name>
  constexpr term step_slot(double initial = 0) {
    node n = detail::leaf_node(detail::symbol_for<Name, ir::role::slot, ir::scope::step>, shape{});
    n.value = initial;
    return graph.at(graph.insert(n));
  }
  // A number that the caller may change between steps.
  template <text Name>
  constexpr term scalar(double initial) {
    node n = detail::leaf_node(detail::symbol_for<Name, ir::role::scalar, ir::scope::step>, shape{});
    n.value = initial;
    return graph.at(graph.insert(n));
  }
  // The slot's value after the step; one of a smaller shape is repeated. Assigning a shared slot the same value for
  // each parameter is one assignment; two different values for one slot, shared or not, are refused.
  constexpr void assign(term slot, term value) {
    const bool own = slot.id == parameter.id || (is_leaf(*slot, ir::role::slot) && detail::given(slot->owner));
    if (!own && !is_leaf(*slot, ir::role::slot))
      tapeless_an_optimiser_assigns_its_parameter_and_its_slots_and_nothing_else();
    if (value->shape != slot->shape) {
      if (!broadcasts_to(value->shape, slot->shape)) tapeless_composition_has_shapes_that_do_not_fit();
      value = broadcast_to(value, slot->shape);
    }
    for (int i = own ? first : 0; i < assignments.size; ++i)
      if (assignments.at[i].slot == slot.id) {
        if (assignments.at[i].value != value.id) tapeless_two_assignments_give_one_slot_different_values();
        return;
      }
    assignments.push({slot.id, value.id});
  }

  int first = assignments.size;  // of this parameter's assignments
};

}  // namespace tapeless::inline TAPELESS_ISA
