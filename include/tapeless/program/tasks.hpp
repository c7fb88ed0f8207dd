// From expressions to tasks: merge, simplify, differentiate, batch. Everything here runs in the compiler.
#pragma once

#include <tapeless/calculus/differentiate.hpp>
#include <tapeless/calculus/simplify.hpp>
#include <tapeless/ops/assembly.hpp>
#include <tapeless/optim/update.hpp>
#include <tapeless/plan/task.hpp>
#include <tapeless/program/options.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// The nodes that roots need, in order; roots follow. each(f) calls f(id) for every root.
template <class Each>
constexpr ir::list<node> compacted(const builder& b, Each each) {
  ir::list<int> roots, place(b.size());
  each([&](int id) { roots.push(id); });
  ir::list<node> nodes;
  nodes.reserve(number_reachable(b, roots.at, roots.size, place.at));
  for (int i = 0; i < b.size(); ++i)
    if (place.at[i] >= 0) nodes.push(renumbered(b[i], place.at));
  each([&](int& id) { id = place.at[id]; });
  return nodes;
}

// Gives every node that needs it the axis of samples; roots and varying flags follow.
constexpr void batch_all(builder& to, const builder& from, int* roots, bool* varying, int n, int samples) {
  const ir::list<node> nodes = compacted(from, [&](auto f) {
    for (int i = 0; i < n; ++i) f(roots[i]);
  });
  ir::list<int> map(nodes.size);
  ir::list<bool> flags(nodes.size);
  if (samples > 1) {
    batch_into(to, nodes.at, nodes.size, samples, varies_by_sample, map.at, flags.at);
  } else {
    for (int i = 0; i < nodes.size; ++i)  // simplified already, where it was built
      map.at[i] = to.insert_hashed(renumbered(nodes.at[i], map.at));
  }
  for (int i = 0; i < n; ++i) {
    varying[i] = flags.at[roots[i]];
    roots[i] = map.at[roots[i]];
  }
}

// The task whose roots are nodes of `b`.
constexpr ir::task finished(const builder& b, ir::task t, int samples, int lanes) {
  t.nodes = compacted(b, [&t](auto f) { each_root(t, f); });
  t.samples = samples;
  t.lanes = lanes;
  return t;
}

// A task of which calls pack the inputs, in the layout of samples that suits it.
constexpr ir::task packed_by_calls(ir::task t) {
  t.binds = true;
  t.samples_first = prefers_samples_first(t.nodes, t.samples, t.lanes);
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
  static constexpr void add(flattener& f, ir::list<ir::assignment>& to) {
    (
        [&] {
          const int slot = f.add(S.at);
          to.push({slot, f.add(V.at)});
        }(),
        ...);
  }
};

// Values for samples: of each sample's `outputs`, and what the slots become. About `size` nodes.
constexpr ir::task inference_task(const builder& one, const ir::list<int>& outputs,
                                  const ir::list<ir::assignment>& assignments, int samples, int lanes, int size) {
  ir::list<int> roots(outputs);
  for (const ir::assignment& a : assignments) {
    roots.push(a.slot);
    roots.push(a.value);
  }
  ir::list<bool> varying(roots.size);
  builder b(true, size);
  batch_all(b, one, roots.at, varying.at, roots.size, samples);
  ir::task t;
  for (int i = 0; i < outputs.size; ++i) t.outputs.push(roots.at[i]);
  for (int i = outputs.size; i < roots.size; i += 2) t.assignments.push({roots.at[i], roots.at[i + 1]});
  return finished(b, std::move(t), samples, lanes);
}

// The same of graphs.
template <class Assignments, graph... G>
constexpr ir::task inference_task(int samples, int lanes, int size) {
  builder one(true, 256);
  flattener f(one);
  ir::list<int> outputs;
  (outputs.push(f.add(G.at)), ...);
  ir::list<ir::assignment> assignments;
  if constexpr (Assignments::count > 0) Assignments::add(f, assignments);
  return inference_task(one, outputs, assignments, samples, lanes, size);
}

// A training step: the mean of node `loss` of `one` over samples, its gradient with respect to every parameter, and the
// optimiser's assignments. Each sample's loss is weighted with 1/samples, so that a tile that is not full needs no
// other code.
template <class Optimiser>
constexpr ir::task training_task(builder& one, int loss, const Optimiser& optimiser, int samples, int lanes, int size) {
  const int weight = one.insert(leaf_node(weight_symbol, shape{}));
  ir::list<int> parameters;
  for (int i = 0; i <= loss; ++i)
    if (is_leaf(one[i], ir::role::parameter)) parameters.push(i);
  const int count = parameters.size;
  // The loss, its gradients, and the parameters, to be found again.
  ir::list<int> all(2 * count + 1);
  ir::list<bool> varying(2 * count + 1);
  all.at[0] = (one.at(weight) * one.at(loss)).id;
  reverse(one, loss, weight, parameters.at, count, all.at + 1);
  for (int i = 0; i < count; ++i) all.at[1 + count + i] = parameters.at[i];
  builder b(true, size);
  ir::task t;
  batch_all(b, one, all.at, varying.at, 2 * count + 1, samples);
  for (int i = 0; i <= count; ++i) {
    int& sum = all.at[i];
    if (varying.at[i]) sum = reduce<ops::sum_op>(b.at(sum), 1u << (b[sum].shape.rank - 1)).id;
    t.sums.push(sum);
    sum = total_of(b.at(sum)).id;
  }
  t.outputs.push(all.at[0]);
  for (int i = 1; i <= count; ++i) {
    update u{b, b.at(all.at[count + i]), b.at(all.at[i]), t.assignments};
    optimiser(u);
  }
  return finished(b, std::move(t), samples, lanes);
}
template <auto Optimiser, graph Loss>
constexpr ir::task training_task(int samples, int lanes, int size) {
  builder one(true, 256);
  const int loss = flattener(one).add(Loss.at);
  return training_task(one, loss, Optimiser, samples, lanes, size);
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
