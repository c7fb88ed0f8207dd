// From expressions to tasks: merge, simplify, differentiate, batch. Everything here runs in the compiler.
#pragma once

#include <tapeless/calculus/differentiate.hpp>
#include <tapeless/calculus/simplify.hpp>
#include <tapeless/ops/assembly.hpp>
#include <tapeless/optim/update.hpp>
#include <tapeless/plan/task.hpp>
#include <tapeless/program/options.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// Nodes in memory of their own, compacted to what `roots` need.
struct node_list {
  node* at = nullptr;
  int count = 0;

  constexpr explicit node_list(const builder& b, int* roots, int n) {
    int* place = new int[static_cast<std::size_t>(b.size())];
    count = number_reachable(b, roots, n, place);
    at = new node[static_cast<std::size_t>(count)];
    for (int i = 0; i < b.size(); ++i)
      if (place[i] >= 0) {
        node& m = at[place[i]];
        m = b[i];
        for (short& q : m.in)
          if (q >= 0) q = static_cast<short>(place[q]);
      }
    for (int i = 0; i < n; ++i) roots[i] = place[roots[i]];
    delete[] place;
  }
  constexpr ~node_list() { delete[] at; }
  node_list(const node_list&) = delete;
  node_list& operator=(const node_list&) = delete;
};

// Gives every node that needs it the axis of samples; roots and varying flags follow.
constexpr void batch_all(builder& to, const builder& from, int* roots, bool* varying, int n, int samples) {
  node_list list(from, roots, n);
  int* map = new int[static_cast<std::size_t>(list.count)];
  bool* flags = new bool[static_cast<std::size_t>(list.count)];
  if (samples > 1) {
    batch_into(to, list.at, list.count, samples, varies_by_sample, map, flags);
  } else {
    for (int i = 0; i < list.count; ++i) {  // simplified already, where it was built
      node m = list.at[i];
      for (short& q : m.in)
        if (q >= 0) q = static_cast<short>(map[q]);
      map[i] = to.insert_hashed(m);
    }
    for (int i = 0; i < list.count; ++i) flags[i] = false;
  }
  for (int i = 0; i < n; ++i) {
    varying[i] = flags[roots[i]];
    roots[i] = map[roots[i]];
  }
  delete[] map;
  delete[] flags;
}

// What a task consists of, while it is built.
struct task_draft {
  id_list outputs, sums, slots, values;
};

// A built task before its size is known to its type: nodes compacted, everything else behind each other.
template <int Nodes, int Roots>
struct sized_task {
  node nodes[Nodes]{};
  int roots[Roots]{};  // outputs, sums, slots, values
  int size = 0, outputs = 0, sums = 0, assignments = 0;
  bool fits = true;
};

template <class Build, int Nodes, int Roots>
constexpr auto build_task() {
  builder b(true, Nodes);
  task_draft d;
  Build::build(b, d);
  sized_task<Nodes, Roots> t;
  t.outputs = d.outputs.size();
  t.sums = d.sums.size();
  t.assignments = d.slots.size();
  const int count = t.outputs + t.sums + 2 * t.assignments;
  int* roots = new int[static_cast<std::size_t>(count)];
  int n = 0;
  for (const id_list* l : {&d.outputs, &d.sums, &d.slots, &d.values})
    for (int i = 0; i < l->size(); ++i) roots[n++] = (*l)[i];
  node_list list(b, roots, count);
  t.size = list.count;
  t.fits = list.count <= Nodes && count <= Roots;
  for (int i = 0; i < list.count && t.fits; ++i) t.nodes[i] = list.at[i];
  for (int i = 0; i < count && t.fits; ++i) t.roots[i] = roots[i];
  delete[] roots;
  return t;
}

// Runs `Build::build` and fits a task to the result. The first guess of the size is nearly always enough.
template <int Samples, int Lanes, class Build, int Nodes, int Roots>
constexpr auto make_task() {
  constexpr auto built = build_task<Build, Nodes, Roots>();
  if constexpr (!built.fits) {
    return make_task<Samples, Lanes, Build, built.size, built.outputs + built.sums + 2 * built.assignments>();
  } else {
    ir::task<built.size, built.outputs, built.sums, built.assignments> t;
    for (int i = 0; i < built.size; ++i) t.nodes[i] = built.nodes[i];
    int n = 0;
    for (int i = 0; i < built.outputs; ++i) t.outputs[i] = built.roots[n++];
    for (int i = 0; i < built.sums; ++i) t.sums[i] = built.roots[n++];
    for (int i = 0; i < built.assignments; ++i) t.slots[i] = built.roots[n++];
    for (int i = 0; i < built.assignments; ++i) t.values[i] = built.roots[n++];
    t.samples = Samples;
    t.lanes = Lanes;
    return t;
  }
}

// A task of which calls pack the inputs, in the layout of samples that suits it.
template <class Task>
constexpr Task packed_by_calls(Task t) {
  t.binds = true;
  t.samples_first = prefers_samples_first(t.nodes, Task::size, t.samples, t.lanes);
  return t;
}

// A program's assignments: graphs of the slots and of their next values.
template <class... A>
struct assignment_list {
  static constexpr int count = 0;
};
template <graph... S, graph... V>
struct assignment_list<assignment<S, V>...> {
  static constexpr int count = sizeof...(S);
  static constexpr void add(flattener& f, int* slots, int* values) {
    int k = 0;
    ((slots[k] = f.add(S.at), values[k++] = f.add(V.at)), ...);
  }
};

// Values for samples: the outputs, each batched; and what the slots become.
template <int Samples, class Assignments, graph... G>
constexpr void build_inference(builder& b, task_draft& t) {
  constexpr int outputs = sizeof...(G), assigned = Assignments::count;
  builder one(true, 256);
  int roots[outputs + 2 * assigned]{};
  bool varying[outputs + 2 * assigned]{};
  flattener f(one);
  int place = 0;
  ((roots[place++] = f.add(G.at)), ...);
  if constexpr (assigned > 0) Assignments::add(f, roots + outputs, roots + outputs + assigned);
  batch_all(b, one, roots, varying, outputs + 2 * assigned, Samples);
  for (int i = 0; i < outputs; ++i) t.outputs.push(roots[i]);
  for (int i = 0; i < assigned; ++i) {
    t.slots.push(roots[outputs + i]);
    t.values.push(roots[outputs + assigned + i]);
  }
}

// A training step: the mean loss over samples, its gradient by every parameter, and the optimiser's assignments.
// Each sample's loss is weighted with 1/samples, so that a tile that is not full needs no other code.
template <int Samples, auto Optimiser, graph Loss>
constexpr void build_training(builder& b, task_draft& t) {
  builder one(true, 256);
  int loss = -1;
  loss = flattener(one).add(Loss.at);
  const int weight = one.insert(leaf_node(weight_symbol, shape{}));
  int* roots = new int[static_cast<std::size_t>(loss + 2)];
  int* parameters = new int[static_cast<std::size_t>(loss + 2)];
  int count = 0;
  for (int i = 0; i <= loss; ++i)
    if (is_leaf(one[i], ir::role::parameter)) parameters[1 + count++] = i;
  roots[0] = (one.at(weight) * one.at(loss)).id;
  reverse(one, loss, weight, parameters + 1, count, roots + 1);
  // Parameters travel along, to be found again.
  int* all = new int[static_cast<std::size_t>(2 * count + 1)];
  bool* varying = new bool[static_cast<std::size_t>(2 * count + 1)];
  for (int i = 0; i <= count; ++i) all[i] = roots[i];
  for (int i = 1; i <= count; ++i) all[count + i] = parameters[i];
  batch_all(b, one, all, varying, 2 * count + 1, Samples);
  for (int i = 0; i <= count; ++i) {
    if (varying[i]) all[i] = reduce<ops::sum_op>(b.at(all[i]), 1u << (b[all[i]].shape.rank - 1)).id;
    t.sums.push(all[i]);
    all[i] = total_of(b.at(all[i])).id;
  }
  t.outputs.push(all[0]);
  for (int i = 1; i <= count; ++i) {
    update u{b, b.at(all[count + i]), b.at(all[i]), t.slots, t.values};
    Optimiser(u);
  }
  delete[] roots;
  delete[] parameters;
  delete[] all;
  delete[] varying;
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
