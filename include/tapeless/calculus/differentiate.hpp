// Reverse mode over the table of nodes: one backward pass that applies the rule of each operation. Forward mode is the
// transpose of reverse mode, so one rule per operation serves both. No operation is mentioned by name.
#pragma once

#include <tapeless/ops/reduction.hpp>

namespace tapeless::inline TAPELESS_ISA {

// The adjoints of `wrt` (nodes of b) for the result `root` with adjoint `seed`, which has root's shape:
// out[k] = seed^T d root / d wrt[k], a node of the shape of wrt[k]. Linear in the number of nodes.
constexpr void reverse(builder& b, int root, int seed, const int* wrt, int count, int* out) {
  const int n = root + 1;
  ir::list<bool> dependent(n);
  ir::list<int> adjoints(n);
  bool* const depends = dependent.at;
  int* const adjoint = adjoints.at;
  for (int k = 0; k < count; ++k)
    if (wrt[k] < n) depends[wrt[k]] = true;
  for (int i = 0; i < n; ++i) {
    adjoint[i] = -1;
    for (short q : b[i].in)
      if (q >= 0 && depends[q]) depends[i] = true;
  }
  adjoint[root] = seed;
  for (int i = n - 1; i >= 0; --i) {
    if (adjoint[i] < 0 || !depends[i] || b[i].op->kind == ir::loop::leaf) continue;
    const node& self = b[i];
    if (!detail::given(self.op->derive)) continue;
    rule r{.graph = b, .self = self, .y = b.at(i), .g = b.at(adjoint[i]), .x = {}, .adjoint = {}};
    for (int k = 0; k < 3 && self.in[k] >= 0; ++k) {
      r.x[k] = b.at(self.in[k]);
      r.wants[k] = depends[self.in[k]];
    }
    self.op->derive(r);
    for (int k = 0; k < 3 && self.in[k] >= 0; ++k) {
      if (!r.wants[k] || !r.adjoint[k]) continue;
      int& a = adjoint[self.in[k]];
      term part = r.adjoint[k];
      const shape& own = r.x[k]->shape;
      if (part->shape != own) part = sum_to(broadcast_to(part, broadcast(part->shape, own)), own);
      a = a < 0 ? part.id : (b.at(a) + part).id;
    }
  }
  for (int k = 0; k < count; ++k)
    out[k] = wrt[k] < n && adjoint[wrt[k]] >= 0 ? adjoint[wrt[k]] : constant_term(b, 0, b[wrt[k]].shape).id;
}

namespace detail {
inline constexpr symbol seed_symbol{.name = "adjoint", .hash = hash_text("adjoint"), .kind = ir::role::seed};
}

// The derivative of `root` along `direction` (a node of the shape of `wrt`): d root / d wrt * direction. The
// vector-Jacobian product u^T J is linear in u; its derivative with respect to u, along `direction`, is J * direction.
constexpr int forward(builder& b, int root, int wrt, int direction) {
  term u = b.at(b.insert(detail::leaf_node(detail::seed_symbol, b[root].shape)));
  int pulled = -1, result = -1;
  reverse(b, root, u.id, &wrt, 1, &pulled);
  reverse(b, pulled, direction, &u.id, 1, &result);
  return result;
}

}  // namespace tapeless::inline TAPELESS_ISA
