// Simplification: rebuilds a graph node by node, each offered to its operation's identities; equal nodes become one,
// constants are computed, what nothing needs is left out. Identities stand with their operations.
#pragma once

#include <tapeless/expr/expr.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Copies nodes into `to`, which folds; map[i] is the place of node i.
constexpr void simplify_into(builder& to, const node* nodes, int count, int* map) {
  for (int i = 0; i < count; ++i) {
    node n = nodes[i];
    for (short& q : n.in)
      if (q >= 0) q = static_cast<short>(map[q]);
    map[i] = to.put(n);
  }
}

namespace detail {
struct simplified_f {  // as every pass is
  static constexpr bool whole = true;
  static constexpr int build(builder&, const int* in) { return in[0]; }
};
}  // namespace detail

// The same value, written more simply.
template <graph G>
constexpr auto simplify(expr<G>) {
  return composed<detail::simplified_f, G>{};
}

}  // namespace tapeless::inline TAPELESS_ISA
