// The graph of an expression, and its short name in the type.
//
// A graph is a value: nodes in topological order, of which the last one is the result. It holds only the nodes that its
// own operator made and points at the graphs of its operands, so that building an expression of n operators takes time
// linear in n. Passes flatten it first (expr/flatten.hpp).
//
// An expression's type does not spell that value (its symbols would be tens of kilobytes, and compilers compare and
// mangle them again and again) but a handle: the address of found<Id>, where Id is a hash of the whole content. The
// value is found again through a friend function that its own class defines. Equal content, equal Id, equal type.
#pragma once

#include <tapeless/expr/node.hpp>
#include <tapeless/expr/registry.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct graph_view;

// N nodes of its own on top of P operand graphs. A node refers to one of these nodes by its index, and to the result of
// the k-th operand graph by operand_mark - k. The operands are followed by S sources: the graphs from which a pass made
// this one. No node reads them; they tell a derivative that a leaf was once present.
inline constexpr short operand_mark = -2;

template <int N, int P, int S = 0>
struct graph_data {
  node nodes[N]{};
  const graph_view* operands[P + S + 1]{};
  static constexpr int size = N, operand_count = P, source_count = S;
};

struct graph_view {
  const node* nodes = nullptr;
  int size = 0;
  const graph_view* const* operands = nullptr;
  int operand_count = 0, source_count = 0;
  std::uint64_t id = 0;
};

// A handle on a graph, as a template argument: template <graph G> ... expr<G>.
struct graph {
  const graph_view* at = nullptr;

  constexpr const node& root() const { return at->nodes[at->size - 1]; }
  friend constexpr bool operator==(const graph&, const graph&) = default;
};

namespace detail {

template <std::uint64_t Id>
inline constexpr graph_view found = find_registered(registry_key<graph, Id>{});

// Covers everything that distinguishes two graphs: the meaning of each node, its position, and the order of its
// operands.
template <int N, int P, int S>
constexpr std::uint64_t content_hash(const graph_data<N, P, S>& g) {
  std::uint64_t h = static_cast<std::uint64_t>(N);
  for (int k = 0; k < P + S; ++k) h = mix(h, g.operands[k]->id);
  for (const node& n : g.nodes) {
    h = mix(h, n.hash);
    for (short q : n.in) h = mix(h, static_cast<std::uint64_t>(q + 32768));
  }
  return h;
}

// Instantiating this class registers the graph under its Id.
template <graph_data D>
struct registered {
  static constexpr auto value = D;
  static constexpr std::uint64_t id = content_hash(D);
  friend constexpr auto find_registered(registry_key<graph, id>) {
    return graph_view{value.nodes, D.size, value.operands, D.operand_count, D.source_count, id};
  }
  static constexpr graph handle{&found<id>};
};

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
