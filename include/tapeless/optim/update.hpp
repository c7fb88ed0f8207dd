// An optimiser is a function that sees one parameter and its gradient as terms and assigns new values. Its state is
// slots with a declared scope; all assignments read old values and commit together.
//
//   struct averaged {
//     double learning_rate = 0.01, beta = 0.9;
//     constexpr void operator()(update& u) const {
//       term m = u.slot<"averaged.m">();                        // one for each parameter, of its shape
//       term m1 = beta * m + (1 - beta) * u.gradient;
//       u.assign(m, m1);
//       u.assign(u.parameter, u.parameter - u.scalar<"learning_rate">(learning_rate) * m1);
//     }
//   };
//
// One that takes `updates&` sees all parameters, their gradients and the loss (optim/chain.hpp has those that others
// are made of).
//
// An optimiser may have a member `constexpr bool possible() const` that checks its settings; training_step rejects it
// when that returns false.
#pragma once

#include <tapeless/ops/elementary.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Not constexpr: if constant evaluation reaches one, its name is the message.
inline void tapeless_an_optimiser_assigns_its_parameter_and_its_slots_and_nothing_else() {}

// Range checks for the settings of an optimiser.
constexpr bool is_rate(double d) { return d >= 0 && d <= 1e300; }
constexpr bool is_decay(double d) { return d >= 0 && d < 1; }
// A number that keeps a divisor from being 0, in float as well as in double.
constexpr bool is_epsilon(double d) { return d >= 1e-37 && d <= 1e30; }

struct update {
  builder& graph;
  term parameter, gradient;
  ir::list<ir::assignment>& assignments;  // made so far

  // State with the shape of the parameter; every element starts as `initial`.
  template <text Name>
  constexpr term slot(double initial = 0) {
    node n = detail::leaf_node(detail::symbol_for<Name, ir::role::slot, ir::scope::parameter>, parameter->shape);
    n.owner = parameter->leaf;
    n.value = initial;
    return graph.at(graph.insert(n));
  }
  // A number that all parameters share and that advances once per step.
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
  // Sets the slot's value after the step; a value of smaller shape is broadcast. Assigning the same value to a shared
  // slot for each parameter counts as one assignment; two different values for one slot are rejected.
  constexpr void assign(term slot, term value) {
    const bool own = slot.id == parameter.id || (is_leaf(*slot, ir::role::slot) && detail::given(slot->owner));
    if (!own && !is_leaf(*slot, ir::role::slot))
      tapeless_an_optimiser_assigns_its_parameter_and_its_slots_and_nothing_else();
    if (value->shape != slot->shape) {
      if (!broadcasts_to(value->shape, slot->shape)) tapeless_composition_has_shapes_that_do_not_fit();
      value = broadcast_to(value, slot->shape);
    }
    for (const ir::assignment& a : assignments)
      if (a.slot == slot.id) {
        if (a.value == value.id) return;
        break;  // another value: the training step is refused
      }
    assignments.push({slot.id, value.id});
  }

  constexpr const char* name() const { return parameter->leaf->name; }
  constexpr role part() const { return parameter->leaf->part; }
};

// A parameter that is trained, with the mean gradient of the loss with respect to it.
struct trained_parameter {
  term parameter, gradient;
};

// Everything that an optimiser sees.
struct updates {
  builder& graph;
  term loss;  // the mean over the samples of the step
  ir::list<ir::assignment>& assignments;
  ir::list<trained_parameter>& all;

  constexpr update of(const trained_parameter& one) { return {graph, one.parameter, one.gradient, assignments}; }

  // The value that a parameter or slot will have, by the assignments so far: its present one without any.
  constexpr term next(term slot) const {
    for (const ir::assignment& a : assignments)
      if (a.slot == slot.id) return graph.at(a.value);
    return slot;
  }
  // The rule's run-time scalar "learning_rate"; 1 if it has none.
  constexpr term learning_rate() const {
    for (int i = 0; i < graph.size(); ++i)
      if (is_leaf(graph[i], ir::role::scalar) && graph[i].leaf->hash == hash_text("learning_rate")) return graph.at(i);
    return constant_term(graph, 1);
  }
  // Replaces what is assigned to a parameter.
  constexpr void set_next(term parameter, term value) {
    for (ir::assignment& a : assignments)
      if (a.slot == parameter.id) a.value = value.id;
  }
};

// Where the gradient of each trained parameter is taken. An optimiser with a member move(gradient_points&) changes the
// points, which are the parameters themselves otherwise; the gradients that it is given later are those of the loss
// with the points in the place of the parameters. They may depend on state, and on gradients at the parameters.
struct gradient_points {
  struct point {
    term parameter, at;
    term gradient;  // at the parameter, of one sample, weighted with 1/samples
  };
  builder& graph;
  ir::list<point>& all;

  // State of a parameter, as update::slot.
  template <text Name>
  constexpr term slot(const point& p, double initial = 0) {
    ir::list<ir::assignment> none;
    return update{graph, p.parameter, p.gradient, none}.slot<Name>(initial);
  }
};

namespace detail {

template <class O>
concept moves_points = requires(const O& o, gradient_points& p) {
  o.move(p);
};
template <class O>
constexpr bool moves(const O& o) {
  if constexpr (requires { o.moves(); }) return o.moves();
  else return moves_points<O>;
}

template <class O>
concept sees_all = requires(const O& o, updates& u) {
  o(u);
};
template <class O>
concept sees_one = requires(const O& o, update& u) {
  o(u);
};

// Applies an optimiser, or a part of one, to all parameters.
template <class O>
constexpr void apply_optimiser(const O& o, updates& u) {
  if constexpr (sees_all<O>) {
    o(u);
  } else {
    for (trained_parameter& each : u.all) {
      update one = u.of(each);
      o(one);
      each.gradient = one.gradient;
    }
  }
}

}  // namespace detail

}  // namespace tapeless::inline TAPELESS_ISA
