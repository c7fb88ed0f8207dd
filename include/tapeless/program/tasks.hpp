// From expressions to tasks: merge, simplify, differentiate, batch. Everything here runs in the compiler.
#pragma once

#include <tapeless/calculus/differentiate.hpp>
#include <tapeless/calculus/simplify.hpp>
#include <tapeless/ops/assembly.hpp>
#include <tapeless/ops/delay.hpp>
#include <tapeless/optim/chain.hpp>
#include <tapeless/plan/lines.hpp>
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

// The expressions of a program as one graph, for one sample.
constexpr ir::merged merged(const builder& b, ir::list<int> roots) {
  ir::merged m;
  m.nodes = compacted(b, [&](auto f) {
    for (int& id : roots) f(id);
  });
  m.roots = std::move(roots);
  return m;
}

// The roots of a merged graph among the nodes of a batched one, and whether they have the axis of samples.
struct batched_roots {
  ir::list<int> at;
  ir::list<bool> varying;
};

// Gives every node that needs it the axis of samples.
constexpr batched_roots batch_all(builder& to, const ir::merged& from, int samples) {
  ir::list<int> map(from.nodes.size);
  ir::list<bool> flags(from.nodes.size);
  if (samples > 1) {
    batch_into(to, from.nodes.at, from.nodes.size, samples, varies_by_sample, map.at, flags.at);
  } else {
    for (int i = 0; i < from.nodes.size; ++i)  // simplified already, where it was built
      map.at[i] = from.nodes.at[i].op->over_samples ? map.at[from.nodes.at[i].in[0]]  // refused elsewhere
                                                    : to.insert_hashed(renumbered(from.nodes.at[i], map.at));
  }
  batched_roots r;
  for (const int id : from.roots) {
    r.at.push(map.at[id]);
    r.varying.push(flags.at[id]);
  }
  return r;
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
  t.samples_first = !has_lines(t.nodes) && prefers_samples_first(t.nodes, t.samples, t.lanes);
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
  static constexpr void add(flattener& f, ir::list<int>& to) { ((to.push(f.add(S.at)), to.push(f.add(V.at))), ...); }
};

// The same for streams: slots that are assigned, by the pairs behind the first `outputs` roots, and the past of delay
// lines have a value for each sample.
constexpr ir::merged by_stream(ir::merged from, int outputs) {
  ir::list<bool> own(from.nodes.size);
  for (int i = outputs; i < from.roots.size - 2 * from.held; i += 2) own.at[from.roots.at[i]] = true;
  for (const node& n : from.nodes)
    if (n.op->remembers) own.at[n.in[0]] = true;
  builder b(false, from.nodes.size);
  ir::list<int> place(from.nodes.size);
  for (int i = 0; i < from.nodes.size; ++i) {
    node n = renumbered(from.nodes.at[i], place.at);
    if (own.at[i]) set_attributes(n, {.varies = true});
    place.at[i] = b.put(n);
  }
  for (int i = 0; i < from.nodes.size; ++i) from.nodes.at[i] = b[i];
  for (int& root : from.roots) root = place.at[root];
  return from;
}

// Values for samples: the first `outputs` roots; behind them stand pairs of a slot and its next value. About `size`
// nodes.
constexpr ir::task inference_task(const ir::merged& from, int outputs, int samples, int lanes, int size) {
  builder b(true, size);
  const batched_roots roots = batch_all(b, from, samples);
  ir::task t;
  for (int i = 0; i < outputs; ++i) t.outputs.push(roots.at[i]);
  for (int i = outputs; i < roots.at.size; i += 2) {
    int next = roots.at[i + 1];
    if (roots.varying[i] && !roots.varying[i + 1])
      next = apply<ops::for_each_op>(b.at(roots.at[i]), b.at(shared_operand(b, next, 1))).id;
    t.assignments.push({roots.at[i], next});
  }
  return finished(b, std::move(t), samples, lanes);
}

// What slots that begin as something need beside their assignments: whether each has begun, and the leaves of what it
// begins as. None of it is read by the program's kernels (program/opening.hpp). Returns how many leaves these are.
template <class... A>
constexpr int hold_beginnings(beginnings<A...>, builder&, flattener&, ir::list<int>&) {
  return 0;
}
template <graph... S, graph... V, graph... F>
requires(sizeof...(S) > 0) constexpr int hold_beginnings(beginnings<assignment_from<S, V, F>...>, builder& b,
                                                         flattener& f, ir::list<int>& roots) {
  const int first[] = {f.add(F.at)...};
  const symbol* const begun_of[] = {&begun<S>::of...};
  ir::list<int> below(b.size());
  number_reachable(b, first, static_cast<int>(sizeof...(S)), below.at);
  const auto stays = [&](int id) {
    roots.push(id);
    roots.push(id);
  };
  for (const symbol* each : begun_of) stays(b.insert(leaf_node(*each, shape{})));
  const int assigned = roots.size;
  for (int i = 0; i < below.size; ++i) {
    const bool state =
        is_leaf(b[i], ir::role::parameter) || is_leaf(b[i], ir::role::slot) || is_leaf(b[i], ir::role::scalar);
    bool there = !state || below.at[i] < 0;
    for (int k = 0; k < assigned && !there; ++k) there = roots.at[k] == i;
    if (!there) stays(i);
  }
  return (roots.size - assigned) / 2;
}

// Of graphs: the outputs, then each assignment's slot and value.
template <class Begin, class Assignments, graph... G>
constexpr ir::merged merged_outputs(ir::mode mode) {
  builder one(true, 256);
  flattener f(one, mode);
  ir::list<int> roots;
  (roots.push(f.add(G.at)), ...);
  if constexpr (Assignments::count > 0) Assignments::add(f, roots);
  const int held = hold_beginnings(Begin{}, one, f, roots);
  ir::merged m = merged(one, std::move(roots));
  m.held = held;
  m.asks_mode = f.asks_mode;
  return m;
}

// Gradients with the optimiser's points in the place of the parameters.
template <class Optimiser>
constexpr void take_elsewhere(builder& b, const ir::list<int>& parameters, ir::list<int>& gradients,
                              const Optimiser& optimiser) {
  const int count = b.size();
  ir::list<gradient_points::point> all;
  for (int i = 0; i < parameters.size; ++i)
    all.push({b.at(parameters.at[i]), b.at(parameters.at[i]), b.at(gradients.at[i])});
  gradient_points p{b, all};
  move_points(optimiser, p);
  ir::list<int> instead(count), place(count);
  for (int& i : instead) i = -1;
  for (const gradient_points::point& each : all) instead.at[each.parameter.id] = each.at.id;
  rewrite(b, count, place.at, [&](int i) { return instead.at[i]; });
  for (int i = 0; i < parameters.size; ++i) gradients.at[i] = place.at[gradients.at[i]];
}

// The means of a training step, the loss first; the gradient of the loss with respect to every parameter that is
// trained; those parameters. The mean of a value is the sum of each sample's, weighted with 1/samples, so that a tile
// that is not full needs no other code.
// Behind them stand `kept`, pairs of a slot and its next value.
template <class Optimiser>
constexpr ir::merged with_gradients(builder& one, const ir::list<int>& means, const ir::list<int>& kept,
                                    const Optimiser& optimiser) {
  const int weight = one.insert(leaf_node(weight_symbol, shape{}));
  const int loss = means.at[0];
  ir::list<int> parameters, roots;
  for (int i = 0; i <= loss; ++i)
    if (is_leaf(one[i], ir::role::parameter) && trains(optimiser, *one[i].leaf)) parameters.push(i);
  for (const int m : means) roots.push((one.at(weight) * one.at(m)).id);
  ir::list<int> gradients(parameters.size + 1);
  if constexpr (takes_gradients<Optimiser>) {
    reverse(one, loss, weight, parameters.at, parameters.size, gradients.at);
  } else {
    for (int i = 0; i < parameters.size; ++i) gradients.at[i] = constant_term(one, 0, one[parameters.at[i]].shape).id;
  }
  if (moves(optimiser)) take_elsewhere(one, parameters, gradients, optimiser);
  for (int i = 0; i < parameters.size; ++i) roots.push(gradients.at[i]);
  for (const int p : parameters) roots.push(p);
  for (const int k : kept) roots.push(k);
  ir::merged m = merged(one, std::move(roots));
  m.kept = kept.size / 2;
  return m;
}
template <graph... Means, class Optimiser>
constexpr ir::merged with_gradients(const Optimiser& optimiser) {
  builder one(true, 256);
  flattener f(one, ir::mode::training);
  ir::list<int> means;
  (means.push(f.add(Means.at)), ...);
  return with_gradients(one, means, f.kept, optimiser);
}

// Whether nodes of a batched graph depend on the samples of a tile.
constexpr ir::list<bool> depends_on_samples(const builder& b) {
  ir::list<bool> depends(b.size());
  for (int i = 0; i < b.size(); ++i) {
    depends.at[i] = b[i].op->kind == ir::loop::leaf && varies_by_sample(b[i]);
    for (const short q : b[i].in) depends.at[i] = depends.at[i] || (q >= 0 && depends.at[q]);
  }
  return depends;
}

// The assignments of keeping(value, slot, next). What depends on samples is averaged over the tiles of a call, each
// weighted with its part of the samples. What is refused afterwards is assigned as it is.
constexpr void keep_state(builder& b, ir::task& t, const batched_roots& roots, int kept, int samples) {
  const ir::list<bool> depends = depends_on_samples(b);
  for (int i = roots.at.size - 2 * kept; i < roots.at.size; i += 2) {
    int next = roots.at[i + 1];
    if (next < depends.size && depends.at[next] && !roots.varying[i + 1] && samples > 1) {
      const term weight = b.at(b.insert(leaf_node(weight_symbol, make_shape(samples))));
      next = (sum(weight, 1u) * b.at(next)).id;
      t.sums.push(next);
      next = total_of(b.at(next)).id;
    }
    bool there = false;
    for (const ir::assignment& a : t.assignments) there = there || (a.slot == roots.at[i] && a.value == next);
    if (!there) t.assignments.push({roots.at[i], next});
  }
}

// What is wrong with the assignments of a training step: a slot that becomes two values, or one for each sample.
struct assignment_fault {
  const symbol* twice = nullptr;
  const symbol* by_sample = nullptr;
};
constexpr assignment_fault fault_of(const ir::task& t) {
  assignment_fault found;
  ir::list<bool> depends(t.samples == 1 ? t.nodes.size : 1);
  for (int i = 0; i < depends.size && t.samples == 1; ++i) {  // up to the totals, which count one sample
    const node& n = t.nodes[i];
    if (is_op<ops::total_op>(n)) continue;
    depends.at[i] = n.op->kind == ir::loop::leaf && varies_by_sample(n);
    for (const short q : n.in) depends.at[i] = depends.at[i] || (q >= 0 && depends.at[q]);
  }
  for (int i = 0; i < t.assignments.size; ++i) {
    const ir::assignment& a = t.assignments[i];
    const node& slot = t.nodes[a.slot];
    if (t.samples == 1 ? depends[a.value] : t.nodes[a.value].shape != slot.shape) found.by_sample = slot.leaf;
    for (int j = 0; j < i; ++j)
      if (t.assignments[j].slot == a.slot) found.twice = slot.leaf;
  }
  return found;
}

// A training step: the means over samples, the gradient, and the optimiser's assignments.
template <class Optimiser>
constexpr ir::task training_task(const ir::merged& from, int means, const Optimiser& optimiser, int samples, int lanes,
                                 int size) {
  builder b(true, size);
  batched_roots roots = batch_all(b, from, samples);
  const int count = (roots.at.size - means) / 2 - from.kept;
  ir::task t;
  for (int i = 0; i < means + count; ++i) {
    int& sum = roots.at[i];
    if (roots.varying[i]) sum = reduce<ops::sum_op>(b.at(sum), 1u << (b[sum].shape.rank - 1)).id;
    else if (samples > 1 && !is_constant(b[sum], 0)) sum = sum_of_samples(b, sum, false, samples);
    t.sums.push(sum);
    sum = total_of(b.at(sum)).id;
    if (i < means) t.outputs.push(sum);
  }
  ir::list<trained_parameter> all;
  for (int i = means; i < means + count; ++i) all.push({b.at(roots.at[count + i]), b.at(roots.at[i])});
  updates u{b, b.at(t.outputs[0]), t.assignments, all};
  if (from.kept > 0) keep_state(b, t, roots, from.kept, samples);
  apply_optimiser(optimiser, u);
  return finished(b, std::move(t), samples, lanes);
}

}  // namespace tapeless::inline TAPELESS_ISA::detail
