// The batch pass: an expression for one sample becomes the same expression for many, with the samples as the last axis
// (the lanes). Nodes that do not depend on a sample are unchanged and shared.
#pragma once

#include <tapeless/ops/contraction.hpp>

namespace tapeless::inline TAPELESS_ISA {

// True for leaves that have a value for each sample: those that callers bind, and state that a scan marks.
constexpr bool varies_by_sample(const node& n) {
  return detail::given(n.leaf) && (attributes_of_leaf(n).varies || n.leaf->kind == ir::role::input ||
                                   n.leaf->kind == ir::role::index || n.leaf->kind == ir::role::sample_weight);
}
constexpr bool varies_by_seed(const node& n) { return detail::given(n.leaf) && n.leaf->kind == ir::role::seed; }

namespace detail {

// An operand that all samples share, with an axis of extent 1 (or `samples`) in the position of the sample axis.
constexpr short shared_operand(builder& b, int id, int extent) {
  const shape s = append(b[id].shape, 1);
  term t = reshape(b.at(id), s);
  return static_cast<short>(broadcast_to(t, append(b[id].shape, extent)).id);
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
    if (varying[i]) {
      n.shape = append(n.shape, samples);
      if (n.op->kind != ir::loop::leaf) detail::batch_operands(to, n, operand, samples);
    }
    map[i] = to.put(n);
  }
}

}  // namespace tapeless::inline TAPELESS_ISA
