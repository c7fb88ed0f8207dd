// The batch pass: an expression for one sample becomes the same expression for many, with the samples as the last axis
// (the lanes). Nodes that do not depend on a sample are unchanged and shared.
#pragma once

#include <tapeless/ops/comparison.hpp>
#include <tapeless/ops/contraction.hpp>
#include <tapeless/ops/statistics.hpp>

namespace tapeless::inline TAPELESS_ISA {

// True for leaves that have a value for each sample: those that callers bind, state that a scan marks, and
// random numbers.
constexpr bool varies_by_sample(const node& n) {
  return detail::given(n.leaf) && (attributes_of_leaf(n).varies || n.leaf->kind == ir::role::input ||
                                   n.leaf->kind == ir::role::index || n.leaf->kind == ir::role::sample_weight ||
                                   (n.leaf->kind == ir::role::random && n.leaf->lifetime == ir::scope::sample));
}
// Of these, those that callers bind.
constexpr bool is_bound_by_calls(const node& n) { return is_leaf(n, ir::role::input) || is_leaf(n, ir::role::index); }
constexpr bool varies_by_seed(const node& n) { return detail::given(n.leaf) && n.leaf->kind == ir::role::seed; }

namespace detail {

// An operand that all samples share, with an axis of extent 1 (or `samples`) in the position of the sample axis.
constexpr short shared_operand(builder& b, int id, int extent) {
  const shape s = append(b[id].shape, 1);
  term t = reshape(b.at(id), s);
  return static_cast<short>(broadcast_to(t, append(b[id].shape, extent)).id);
}

// The sum of a node over the samples of the tile, without the lanes that only fill it up. `varying`: it has the axis of
// samples; otherwise all samples share it, and it counts once for each.
constexpr int sum_of_samples(builder& b, int id, bool varying, int samples) {
  const term here = b.at(b.insert(leaf_node(weight_symbol, make_shape(samples))));
  const shape full = varying ? b[id].shape : append(b[id].shape, samples);
  const term x = varying ? b.at(id) : b.at(shared_operand(b, id, samples));
  node chosen;
  chosen.op = &operation_of<ops::where_op>;
  chosen.in[0] = static_cast<short>((0.0 < here).id);
  chosen.in[1] = static_cast<short>(x.id);
  chosen.in[2] = static_cast<short>(constant_term(b, 0).id);
  chosen.shape = full;
  return reduce<ops::sum_op>(b.at(b.put(chosen)), 1u << (full.rank - 1)).id;
}

// Adds the sample axis to the operands of a node as its loop class requires, unless the operation has its own rule.
constexpr void batch_operands(builder& b, node& n, const bool* varying, int samples) {
  if (detail::given(n.op->batch)) {
    n.op->batch(b, n, varying, samples);
    return;
  }
  for (int k = 0; k < n.op->arity; ++k) {
    if (varying[k]) continue;
    bool pointwise = n.op->kind == ir::loop::pointwise;
    if (pointwise && b[n.in[k]].shape.rank == 0) continue;
    n.in[k] = shared_operand(b, n.in[k], pointwise ? 1 : samples);
  }
}

}  // namespace detail

// Copies `count` nodes into `to`; nodes that depend on a varying leaf get `samples` as their last axis. map[i] is the
// new index of node i, varying[i] is true if it has that axis.
constexpr void batch_into(builder& to, const node* nodes, int count, int samples, bool (*varies)(const node&), int* map,
                          bool* varying) {
  for (int i = 0; i < count; ++i) {
    node n = nodes[i];
    varying[i] = n.op->kind == ir::loop::leaf && varies(n);
    bool operand[3]{};
    for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
      operand[k] = varying[n.in[k]];
      varying[i] = varying[i] || operand[k];
      n.in[k] = static_cast<short>(map[n.in[k]]);
    }
    if (n.op->over_samples) {
      map[i] = detail::sum_of_samples(to, n.in[0], operand[0], samples);
      varying[i] = false;
      continue;
    }
    if (varying[i]) {
      n.shape = append(n.shape, samples);
      if (n.op->kind != ir::loop::leaf) detail::batch_operands(to, n, operand, samples);
    }
    map[i] = to.put(n);
  }
}

}  // namespace tapeless::inline TAPELESS_ISA
