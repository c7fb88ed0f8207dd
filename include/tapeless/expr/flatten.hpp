// A graph seen whole: its own nodes and, once each, those of the graphs below it.
#pragma once

#include <tapeless/expr/builder.hpp>

namespace tapeless {
namespace detail {

// Copies graphs into a builder, operands first; what was copied before is found by its Id. A stack of its own instead of
// recursion: expressions are deeper than compilers recurse.
class flattener {
 public:
  constexpr explicit flattener(builder& to) : to_(to) { rehash(256); }
  constexpr ~flattener() {
    delete[] ids_;
    delete[] roots_;
  }
  flattener(const flattener&) = delete;
  flattener& operator=(const flattener&) = delete;

  // The place of the graph's result in the builder. A folding builder simplifies on the way.
  constexpr int add(const graph_view* top) {
    struct frame {
      const graph_view* at;
      int next;
    };
    int capacity = 64, depth = 0;
    frame* stack = new frame[64];
    if (find(top->id) < 0) stack[depth++] = {top, 0};
    while (depth) {
      frame& f = stack[depth - 1];
      if (f.next == f.at->operand_count) {
        copy(*f.at);
        --depth;
        continue;
      }
      const graph_view* below = f.at->operands[f.next++];
      if (find(below->id) >= 0) continue;
      if (depth == capacity) {
        frame* larger = new frame[static_cast<std::size_t>(2 * capacity)];
        for (int i = 0; i < depth; ++i) larger[i] = stack[i];
        delete[] stack;
        stack = larger;
        capacity *= 2;
      }
      stack[depth++] = {below, 0};
    }
    delete[] stack;
    return find(top->id);
  }

 private:
  constexpr void copy(const graph_view& g) {
    int* map = new int[static_cast<std::size_t>(g.size)];
    for (int i = 0; i < g.size; ++i) {
      node n = g.nodes[i];
      for (short& q : n.in)
        if (q >= 0) q = static_cast<short>(map[q]);
        else if (q <= operand_mark) q = static_cast<short>(find(g.operands[operand_mark - q]->id));
      map[i] = to_.folding() ? to_.put(n) : to_.insert_hashed(n);
    }
    insert(g.id, map[g.size - 1]);
    delete[] map;
  }
  constexpr int find(std::uint64_t id) const {
    for (unsigned s = static_cast<unsigned>(id) & mask_; roots_[s] >= 0; s = (s + 1) & mask_)
      if (ids_[s] == id) return roots_[s];
    return -1;
  }
  constexpr void insert(std::uint64_t id, int root) {
    if (2 * ++count_ > static_cast<int>(mask_)) rehash(4 * (mask_ + 1));
    unsigned s = static_cast<unsigned>(id) & mask_;
    while (roots_[s] >= 0) s = (s + 1) & mask_;
    ids_[s] = id;
    roots_[s] = root;
  }
  constexpr void rehash(unsigned slots) {
    std::uint64_t* ids = ids_;
    int* roots = roots_;
    const unsigned old = ids ? mask_ + 1 : 0;
    ids_ = new std::uint64_t[slots]{};
    roots_ = new int[slots];
    for (unsigned s = 0; s < slots; ++s) roots_[s] = -1;
    mask_ = slots - 1;
    for (unsigned k = 0; k < old; ++k) {
      if (roots[k] < 0) continue;
      unsigned s = static_cast<unsigned>(ids[k]) & mask_;
      while (roots_[s] >= 0) s = (s + 1) & mask_;
      ids_[s] = ids[k];
      roots_[s] = roots[k];
    }
    delete[] ids;
    delete[] roots;
  }

  builder& to_;
  std::uint64_t* ids_ = nullptr;
  int* roots_ = nullptr;
  int count_ = 0;
  unsigned mask_ = 0;
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

}  // namespace detail

// All nodes of a graph in topological order, the result last: flat_graph<G>.nodes, flat_graph<G>.size.
template <graph G>
inline constexpr auto flat_graph = detail::flatten<G>();

}  // namespace tapeless
