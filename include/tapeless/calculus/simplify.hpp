// Simplification rebuilds a graph node by node and applies the identities of each operation: equal nodes are merged,
// constants are folded, dead nodes are dropped. Identities are defined with their operations.
#pragma once

#include <tapeless/expr/expr.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Copies nodes into `to`, a folding builder; map[i] is the new index of node i.
constexpr void simplify_into(builder& to, const node* nodes, int count, int* map) {
  for (int i = 0; i < count; ++i) map[i] = to.put(renumbered(nodes[i], map));
}

namespace detail {
struct simplified_f {  // every pass simplifies its result
  static constexpr bool whole = true;
  static constexpr int build(builder&, const int* in) { return in[0]; }
};
}  // namespace detail

// An equal expression, simplified.
template <graph G>
constexpr auto simplify(expr<G>) {
  return composed<detail::simplified_f, G>{};
}

}  // namespace tapeless::inline TAPELESS_ISA
