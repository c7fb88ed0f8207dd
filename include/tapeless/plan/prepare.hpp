// First stage of planning: every node gets a view of where its elements lie. Movements become views of their operands;
// copies are inserted where a reader needs other strides than it finds. What only a concatenation or padding reads is
// computed in its place there.
#pragma once

#include <tapeless/plan/neighbours.hpp>
#include <tapeless/plan/preparer.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

// What the task's results became in a preparer.
template <class Task>
struct prepared_results {
  static constexpr int output_count = Task::output_count, sum_count = Task::sum_count;
  static constexpr int assignment_count = Task::assignment_count;
  int outputs[Task::output_count + 1]{};
  int sums[Task::sum_count + 1]{};
  int slots[Task::assignment_count + 1]{};
  int values[Task::assignment_count + 1]{};
};

// Adds the nodes of a task; place[i] is where node i is.
template <class Task>
constexpr void add_nodes(preparer& p, const Task& t, int* place) {
  const auto add = [&p](node n, const int* at) {
    for (short& q : n.in)
      if (q >= 0) q = static_cast<short>(at[q]);
    return p.add(n);
  };
  if (t.binds && t.samples == 1 && t.lanes > 1) {
    builder near(false, Task::size + 16);
    neighbour_pass pass(near, t.nodes, Task::size, t.lanes);
    if (pass.pays()) {
      pass(place);
      int roots[Task::output_count + Task::sum_count + 2 * Task::assignment_count + 1]{}, count = 0;
      for (int i = 0; i < Task::output_count; ++i) roots[count++] = place[t.outputs[i]];
      for (int i = 0; i < Task::sum_count; ++i) roots[count++] = place[t.sums[i]];
      for (int i = 0; i < Task::assignment_count; ++i) {
        roots[count++] = place[t.slots[i]];
        roots[count++] = place[t.values[i]];
      }
      int* at = new int[static_cast<std::size_t>(near.size())];
      number_reachable(near, roots, count, at);
      for (int i = 0; i < near.size(); ++i)
        if (at[i] >= 0) at[i] = add(near[i], at);
      for (int i = 0; i < Task::size; ++i) place[i] = at[place[i]];
      delete[] at;
      return;
    }
  }
  for (int i = 0; i < Task::size; ++i) place[i] = add(t.nodes[i], place);
}

template <class Task>
constexpr prepared_results<Task> prepare_into(preparer& p, const Task& t) {
  int place[Task::size]{};
  add_nodes(p, t, place);
  prepared_results<Task> r;
  for (int i = 0; i < Task::output_count; ++i) {
    r.outputs[i] = place[t.outputs[i]];
    const int base = p.where(r.outputs[i]).buffer;  // a slot is shown as it was before the assignments
    if (base < 0 || is_leaf(p.nodes()[base], ir::role::slot)) r.outputs[i] = p.own(r.outputs[i]);
  }
  for (int i = 0; i < Task::sum_count; ++i) {
    r.sums[i] = place[t.sums[i]];
    if (is_constant(p.nodes()[r.sums[i]])) r.sums[i] = p.own(r.sums[i]);
  }
  for (int i = 0; i < Task::assignment_count; ++i) {
    r.slots[i] = place[t.slots[i]];
    r.values[i] = place[t.values[i]];
    if (!p.owns_memory(r.values[i])) r.values[i] = p.own(r.values[i]);
  }
  bool* root = new bool[static_cast<std::size_t>(p.nodes().size())]{};
  for (int i = 0; i < Task::output_count; ++i) root[r.outputs[i]] = true;
  for (int i = 0; i < Task::sum_count; ++i) root[r.sums[i]] = true;
  for (int i = 0; i < Task::assignment_count; ++i) root[r.values[i]] = true;
  p.place_operands(root);
  delete[] root;
  return r;
}

}  // namespace detail

// The nodes of a task with their views. view.buffer is the node that owns the memory; -1 for a constant: none.
template <class Task, int M>
struct prepared : detail::prepared_results<Task> {
  node nodes[M]{};
  view views[M]{};
  bool batched[M]{};  // the last axis holds the samples
  int samples = 1, lanes = 1;
  bool samples_first = false;
  using task_type = Task;
  static constexpr int size = M;
};

namespace detail {
// The result before its size is known to its type.
template <class Task, int Capacity>
struct drawn_preparation {
  prepared<Task, Capacity> within;
  int size = 0;
};
template <const auto& T, int Capacity>
constexpr auto draw_preparation() {
  drawn_preparation<std::remove_cvref_t<decltype(T)>, Capacity> r;
  preparer p(Capacity, T.samples, T.lanes, T.samples_first);
  static_cast<prepared_results<std::remove_cvref_t<decltype(T)>>&>(r.within) = prepare_into(p, T);
  r.size = p.nodes().size();
  for (int i = 0; i < r.size && i < Capacity; ++i) {
    r.within.nodes[i] = p.nodes()[i];
    r.within.views[i] = p.where(i);
    r.within.batched[i] = p.batched(i);
  }
  return r;
}
}  // namespace detail

// `T` is a constant object that holds the task. The first guess of the capacity is nearly always enough.
template <const auto& T, int Capacity = T.size + T.size / 4 + 8>
constexpr auto prepare() {
  constexpr auto drawn = detail::draw_preparation<T, Capacity>();
  if constexpr (drawn.size > Capacity) {
    return prepare<T, drawn.size>();
  } else {
    using task_type = std::remove_cvref_t<decltype(T)>;
    prepared<task_type, drawn.size> r;
    static_cast<detail::prepared_results<task_type>&>(r) = drawn.within;
    for (int i = 0; i < drawn.size; ++i) {
      r.nodes[i] = drawn.within.nodes[i];
      r.views[i] = drawn.within.views[i];
      r.batched[i] = drawn.within.batched[i];
    }
    r.samples = T.samples;
    r.lanes = T.lanes;
    r.samples_first = T.samples_first;
    return r;
  }
}

}  // namespace tapeless::inline TAPELESS_ISA
