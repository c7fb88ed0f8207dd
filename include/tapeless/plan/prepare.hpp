// First stage of planning: every node gets a view of its elements in memory. Movements become views of their operands;
// copies are inserted where a reader needs other strides. A value that only a concatenation or padding reads is
// computed in its final position.
#pragma once

#include <tapeless/plan/neighbours.hpp>
#include <tapeless/plan/preparer.hpp>

namespace tapeless::inline TAPELESS_ISA {

// The nodes of a task with their views. view.buffer is the node that owns the memory; -1 for a constant: none.
namespace ir {
struct prepared {
  ir::list<node> nodes;
  ir::list<view> views;
  ir::list<bool> batched;  // the last axis holds the samples
  ir::list<int> outputs, sums;
  ir::list<assignment> assignments;
  int samples = 1, lanes = 1;
  sharing shared{};
  bool samples_first = false;

  template <class F>
  constexpr auto lists(F f) {
    return f(nodes, views, batched, outputs, sums, assignments);
  }
};
}  // namespace ir

namespace detail {

// Adds the nodes of a task; place[i] is where node i is.
constexpr void add_nodes(preparer& p, const ir::task& t, ir::list<int>& place) {
  if (t.binds && t.samples == 1 && t.lanes > 1 && !has_lines(t.nodes)) {
    builder near(false, t.nodes.size + 16);
    neighbour_pass pass(near, t.nodes, t.lanes);
    if (pass.pays()) {
      pass(place.at);
      ir::list<int> roots;
      each_root(t, [&](int id) { roots.push(place.at[id]); });
      ir::list<int> at(near.size());
      number_reachable(near, roots.at, roots.size, at.at);
      for (int i = 0; i < near.size(); ++i)
        if (at.at[i] >= 0) at.at[i] = p.add(renumbered(near[i], at.at));
      for (int& i : place) i = at.at[i];
      return;
    }
  }
  for (int i = 0; i < t.nodes.size; ++i) place.at[i] = p.add(renumbered(t.nodes.at[i], place.at));
}

constexpr ir::prepared prepare_nodes(const ir::task& t) {
  preparer p(t.nodes.size + t.nodes.size / 4 + 8, t);
  ir::list<int> place(t.nodes.size);
  add_nodes(p, t, place);
  ir::prepared r;
  r.samples = t.samples;
  r.lanes = t.lanes;
  r.shared = t.shared;
  r.samples_first = t.samples_first;
  for (const int o : t.outputs) {
    int id = place.at[o];
    const int base = p.views().at[id].buffer;  // a slot is shown as it was before the assignments
    if (base < 0 || is_leaf(p.nodes()[base], ir::role::slot)) id = p.own(id);
    r.outputs.push(id);
  }
  for (const int s : t.sums) {
    const int id = place.at[s];
    r.sums.push(is_constant(p.nodes()[id]) ? p.own(id) : id);
  }
  for (const ir::assignment& a : t.assignments) {
    const int value = place.at[a.value];
    const bool in_place = a.slot == a.value || p.owns_memory(value);
    r.assignments.push({place.at[a.slot], in_place ? value : p.own(value)});
  }
  ir::list<bool> root(p.nodes().size());
  for (const int o : r.outputs) root.at[o] = true;
  for (const int s : r.sums) root.at[s] = true;
  for (const ir::assignment& a : r.assignments) root.at[a.value] = true;
  p.place_operands(root);
  r.nodes.reserve(p.nodes().size());
  for (int i = 0; i < p.nodes().size(); ++i) r.nodes.push(p.nodes()[i]);
  r.views = std::move(p.views());
  r.batched = std::move(p.batched());
  return r;
}

}  // namespace detail

constexpr ir::prepared prepare(const ir::task& t) {
  if (!detail::has_lines(t.nodes)) return detail::prepare_nodes(t);
  const ir::task lines = detail::reading_lines(t);
  return detail::prepare_nodes(lines);
}

}  // namespace tapeless::inline TAPELESS_ISA
