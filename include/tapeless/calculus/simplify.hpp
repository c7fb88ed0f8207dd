// Simplification: rebuilds a graph node by node, each offered to its operation's identities; equal nodes become one,
// constants are computed, what nothing needs is left out. Identities stand with their operations.
#pragma once

#include <tapeless/expr/expr.hpp>

namespace tapeless {

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
struct simplified_f {
  static constexpr bool whole = true;
  static constexpr int build(builder& b, const int* in) {
    builder folded(true, b.size());
    int* map = new int[static_cast<std::size_t>(b.size())];
    node* nodes = new node[static_cast<std::size_t>(b.size())];
    for (int i = 0; i < b.size(); ++i) nodes[i] = b[i];
    simplify_into(folded, nodes, b.size(), map);
    int root = map[in[0]];
    delete[] nodes;
    // Back into the caller's builder, unchanged: it does not fold.
    int* back = new int[static_cast<std::size_t>(folded.size())];
    node* copy = new node[static_cast<std::size_t>(folded.size())];
    for (int i = 0; i < folded.size(); ++i) copy[i] = folded[i];
    b.merge(copy, folded.size(), back);
    root = back[root];
    delete[] map;
    delete[] back;
    delete[] copy;
    return root;
  }
};
}  // namespace detail

// The same value, written more simply.
template <graph G>
constexpr auto simplify(expr<G>) {
  return composed<detail::simplified_f, G>{};
}

}  // namespace tapeless
