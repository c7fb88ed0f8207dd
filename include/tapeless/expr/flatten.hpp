// The whole graph: its own nodes and those of the graphs below it, each once.
#pragma once

#include <tapeless/base/hash_map.hpp>
#include <tapeless/expr/builder.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// Calls visit(graph) once for `top` and each graph below it, operands first; `seen` records what it returns. Uses an
// explicit stack, since expressions may be nested more deeply than compilers can recurse.
template <bool Sources = false, class Visit>
constexpr void visit_graphs(ir::hash_map& seen, const graph_view* top, Visit visit) {
  struct frame {
    const graph_view* at = nullptr;
    int next = 0;
  };
  ir::list<frame> stack;
  if (seen.find(top->id) < 0) stack.push({top, 0});
  while (stack.size) {
    frame& f = stack.back();
    if (f.next == f.at->operand_count + (Sources ? f.at->source_count : 0)) {
      seen.insert(f.at->id, visit(*f.at));
      --stack.size;
      continue;
    }
    const graph_view* below = f.at->operands[f.next++];
    if (seen.find(below->id) < 0) stack.push({below, 0});
  }
}

// Copies graphs into a builder; graphs that were copied before are found by their Ids. For a program or a training
// step, nodes become the operand that they stand for there, and `kept` lists pairs of a slot and its next value.
class flattener {
 public:
  constexpr explicit flattener(builder& to, ir::mode m = ir::mode::both) : to_(to), mode_(m) {}

  ir::list<int> kept;
  bool asks_mode = false;  // an operation that was replaced does

  // Returns the index of the graph's result in the builder. A folding builder simplifies as it copies.
  constexpr int add(const graph_view* top) {
    visit_graphs(roots_, top, [this](const graph_view& g) { return copy(g); });
    return roots_.find(top->id);
  }

 private:
  constexpr int copy(const graph_view& g) {
    ir::list<int> map(g.size);
    for (int i = 0; i < g.size; ++i) {
      node n = renumbered(g.nodes[i], map.at);
      for (short& q : n.in)
        if (q <= operand_mark) q = static_cast<short>(roots_.find(g.operands[operand_mark - q]->id));
      if (const int stands = operand_for(*n.op); stands >= 0) {
        asks_mode = asks_mode || n.op->asks_mode;
        if (n.op->keeps && mode_ == ir::mode::training) {
          kept.push(n.in[1]);
          kept.push(n.in[2]);
        }
        map.at[i] = given(n.op->instead) ? n.op->instead(to_, n, n.in[stands]) : n.in[stands];
        continue;
      }
      map.at[i] = to_.folding() ? to_.put(n) : to_.insert_hashed(n);
    }
    return map.at[g.size - 1];
  }

  constexpr int operand_for(const operation& op) const {
    switch (mode_) {
      case ir::mode::both:
        return -1;
      case ir::mode::training:
        return op.in_training;
      case ir::mode::live:
        return op.whole_only ? -1 : op.in_live >= 0 ? op.in_live : op.in_program;
      case ir::mode::program:
        return op.in_program;
    }
    return -1;
  }

  builder& to_;
  ir::mode mode_;
  ir::hash_map roots_;
};

template <int N>
struct flat_nodes {
  node nodes[N]{};
  static constexpr int size = N;
};

template <graph G>
constexpr auto flatten() {
  constexpr int n = [] {
    builder b;
    flattener(b).add(G.at);
    return b.size();
  }();
  builder b(false, n);
  flattener(b).add(G.at);
  flat_nodes<n> r;
  for (int i = 0; i < n; ++i) r.nodes[i] = b[i];
  return r;
}

// The numbers of nodes and leaves of a graph, repeated leaves counted each time, and the largest rank of its values.
struct summary {
  int nodes = 0, leaves = 0, axes = 0;
};
template <graph G>
consteval summary summarise() {
  summary s;
  ir::hash_map seen;
  visit_graphs(seen, G.at, [&](const graph_view& g) {
    s.nodes += g.size;
    for (int i = 0; i < g.size; ++i) {
      s.leaves += g.nodes[i].op->kind == ir::loop::leaf;
      if (g.nodes[i].shape.rank > s.axes) s.axes = g.nodes[i].shape.rank;
    }
    return 0;
  });
  return s;
}
template <graph G>
inline constexpr summary graph_summary = summarise<G>();

template <graph G>
struct leaf_list {
  const node* at[graph_summary<G>.leaves]{};
  int size = 0;

  consteval leaf_list() {
    ir::hash_map seen, listed;
    visit_graphs(seen, G.at, [&](const graph_view& g) {
      for (int i = 0; i < g.size; ++i)
        if (const node& n = g.nodes[i]; n.op->kind == ir::loop::leaf && listed.find(n.hash) < 0) {
          listed.insert(n.hash, size);
          at[size++] = &n;
        }
      return 0;
    });
  }
  constexpr const node* const* begin() const { return at; }
  constexpr const node* const* end() const { return at + size; }
};

// Calls f for the leaves that G was written with, including those that simplification has removed, until f returns
// true. A leaf may be visited several times.
template <graph G, class F>
constexpr bool any_written_leaf(F f) {
  bool found = false;
  ir::hash_map seen;
  visit_graphs<true>(seen, G.at, [&](const graph_view& g) {
    for (int i = 0; i < g.size && !found; ++i) found = g.nodes[i].op->kind == ir::loop::leaf && f(g.nodes[i]);
    return 0;
  });
  return found;
}

// True if a node of graph G has this hash.
template <graph G, bool Sources = false>
consteval bool has_node(std::uint64_t hash) {
  bool found = false;
  ir::hash_map seen;
  visit_graphs<Sources>(seen, G.at, [&](const graph_view& g) {
    for (int i = 0; i < g.size; ++i) found = found || g.nodes[i].hash == hash;
    return 0;
  });
  return found;
}
// The same, or if such a node was present in the graphs that G was derived from, before simplification removed it.
template <graph G>
consteval bool had_node(std::uint64_t hash) {
  return has_node<G>(hash) || has_node<G, true>(hash);
}

}  // namespace detail

// All nodes of a graph in topological order, the result last: flat_graph<G>.nodes, flat_graph<G>.size.
template <graph G>
inline constexpr auto flat_graph = detail::flatten<G>();

// The leaves of a graph, each once. Cheaper than flat_graph for passes that need only the leaves.
template <graph G>
inline constexpr detail::leaf_list<G> leaves_below{};

}  // namespace tapeless::inline TAPELESS_ISA
