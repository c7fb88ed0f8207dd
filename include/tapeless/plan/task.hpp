// The planner's input: a graph with its results, sums over samples, and the assignments at the end of a step.
#pragma once

#include <tapeless/calculus/batch.hpp>
#include <tapeless/ops/assembly.hpp>
#include <tapeless/ops/elementary.hpp>

namespace tapeless::inline TAPELESS_ISA {

// The expressions of a program as one graph, for one sample. Its maker defines the meaning of the roots.
namespace ir {
struct merged {
  ir::list<node> nodes;
  ir::list<int> roots;
  int kept = 0;  // pairs of a slot and its next value, which end the roots
  int held = 0;  // likewise pairs of a leaf and itself: state that no kernel needs
  bool asks_mode = false;

  template <class F>
  constexpr auto lists(F f) {
    return f(nodes, roots);
  }
};

// Programs for blocks of several lengths share their state: each lays it out by name, and delay lines have room for the
// longest blocks. A program alone has it in the order of the expression.
struct sharing {
  int length = 1, longest = 1;  // of a block of this program, and of the program with the longest
  bool by_name = false;
};

// A batched graph. `sums` are totals over samples: when a call has more samples than a tile, each tile adds to them,
// and what depends on them runs once, after the last tile. All assignments read old state and commit together.
// A leaf that is assigned itself is state that stays, and is there although no kernel may read it.
struct task {
  ir::list<node> nodes;
  ir::list<int> outputs, sums;
  ir::list<assignment> assignments;
  int samples = 1;  // 1: there is no batch axis
  int lanes = 1;
  bool samples_first = false;  // the elements of a sample are contiguous, otherwise the samples of an element
  bool binds = false;          // a call packs the inputs from the caller's memory
  sharing shared{};            // of state, with programs for blocks of other lengths

  template <class F>
  constexpr auto lists(F f) {
    return f(nodes, outputs, sums, assignments);
  }
};
}  // namespace ir

// Calls f(id) for every node that a task, or a later form of it, has to compute; f may change id.
template <class Task, class F>
constexpr void each_root(Task& t, F f) {
  for (int& id : t.outputs) f(id);
  for (int& id : t.sums) f(id);
  for (ir::assignment& a : t.assignments) {
    f(a.slot);
    f(a.value);
  }
}

namespace detail {
// Every operation that has an approximation becomes it: what a derivative computed from the value is computed from the
// approximated one.
constexpr void approximate(ir::task& t) {
  for (node& n : t.nodes) {
    if (given(n.op->approximation)) n.op = n.op->approximation;
    std::uint64_t below[3]{};
    int count = 0;
    for (; count < 3 && n.in[count] >= 0; ++count) below[count] = t.nodes.at[n.in[count]].hash;
    n.hash = hash_node(n, below, count);
  }
}
}  // namespace detail

constexpr int round_up(int n, int to) { return (n + to - 1) / to * to; }

// Whether lanes along the elements of a sample need fewer vectors than lanes along few samples, the rest of which is
// padding. Counted over the results of products. Some opaque operations need the samples in their lanes.
constexpr bool prefers_samples_first(const ir::list<node>& nodes, int samples, int lanes) {
  if (samples == 1 || samples >= lanes) return false;
  long with_samples = 0, with_elements = 0;
  for (const node& n : nodes) {
    if (n.op->kind == ir::loop::opaque && !n.op->any_layout) return false;
    if (n.op->kind != ir::loop::contraction || n.shape.rank == 0 || n.shape.back() != samples) continue;
    int axis = n.shape.rank - 2;
    while (axis > 0 && n.shape.dim[axis] == 1) --axis;
    const int elements = n.shape.size() / samples, row = axis < 0 ? 1 : n.shape.dim[axis];
    with_samples += elements;
    with_elements += samples * (elements / row) * ((row + lanes - 1) / lanes);
  }
  return with_elements < with_samples;
}

}  // namespace tapeless::inline TAPELESS_ISA
