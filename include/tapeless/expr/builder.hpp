// A graph under construction; all passes work on it. Equal nodes are stored once, found by a hash table in expected
// constant time for each insertion.
#pragma once

#include <utility>

#include <tapeless/base/list.hpp>
#include <tapeless/expr/graph.hpp>

namespace tapeless::inline TAPELESS_ISA {

// A value in a builder. Derivative rules and compositions compute with terms; the operators and functions on them are
// defined with the operations (ops/).
struct term {
  builder* owner = nullptr;
  int id = -1;

  constexpr explicit operator bool() const { return id >= 0; }
  constexpr const node& operator*() const;
  constexpr const node* operator->() const;
};

// The hash of a node whose operands have the hashes `below`. One multiplication for each part, because compilers
// evaluate this more often than anything else.
constexpr std::uint64_t hash_node(const node& n, const std::uint64_t* below, int count) {
  constexpr std::uint64_t prime = 0x9e3779b97f4a7c15ull;
  std::uint64_t h = n.op->id + static_cast<std::uint64_t>(n.shape.rank);
  for (int i = 0; i < n.shape.rank; ++i) h = (h ^ static_cast<std::uint64_t>(n.shape.dim[i])) * prime;
  if (n.op->kind == ir::loop::leaf && detail::given(n.leaf)) {
    h = (h ^ n.leaf->hash ^ static_cast<std::uint64_t>(n.leaf->kind)) * prime;
    if (n.leaf->variant) h = (h ^ n.leaf->variant) * prime;  // same name, different declaration: a program rejects it
    if (detail::given(n.owner)) h = (h ^ n.owner->hash) * prime;
  }
  if (n.value != 0) h = (h ^ __builtin_bit_cast(std::uint64_t, n.value)) * prime;
  if (n.attr[0] || n.attr[1])
    h = ((h ^ static_cast<std::uint64_t>(n.attr[0])) * prime ^ static_cast<std::uint64_t>(n.attr[1])) * prime;
  if (count > 0) {
    std::uint64_t p = below[0];
    if (count > 1) {
      std::uint64_t q = below[1];
      if (n.op->commutative && q < p) std::swap(p, q);
      h = ((h + (h >> 31)) ^ q) * prime;
      if (count > 2) h = (h ^ below[2]) * prime;
    }
    h = ((h + (h >> 29)) ^ p) * prime;
  }
  h = (h ^ (h >> 31)) * prime;  // the table uses the low bits
  return h ^ (h >> 33);
}

class builder {
 public:
  // With `folding`, the identities of its operation are tried on every inserted node first.
  constexpr explicit builder(bool folding = false, int capacity = 64) : nodes_(capacity), fold_(folding) { rehash(64); }
  builder(const builder&) = delete;
  builder& operator=(const builder&) = delete;

  constexpr int size() const { return nodes_.size(); }
  // Nodes never move: a reference stays valid while others are inserted.
  constexpr const node& operator[](int i) const { return nodes_[i]; }
  constexpr term at(int i) { return {this, i}; }
  constexpr bool folding() const { return fold_; }
  constexpr void set_folding(bool on) { fold_ = on; }

  // The node with this hash, or -1.
  constexpr int find(std::uint64_t hash) const {
    for (unsigned s = static_cast<unsigned>(hash) & mask_; slots_.at[s]; s = (s + 1) & mask_)
      if (nodes_[slots_.at[s] - 1].hash == hash) return slots_.at[s] - 1;
    return -1;
  }

  // Inserts a node as it is, unless an equal one is already present.
  constexpr int insert(const node& n) {
    const std::uint64_t hash = hash_of(n);
    const int at = find(hash);
    if (at >= 0) return at;
    const int id = insert_new(n);
    nodes_[id].hash = hash;
    link(hash, id);
    return id;
  }
  constexpr int insert_hashed(const node& n) {
    const int at = find(n.hash);
    if (at >= 0) return at;
    const int id = insert_new(n);
    link(n.hash, id);
    return id;
  }

  // Inserts a node, simplified if its operation has an identity that applies.
  constexpr int put(const node& n) {
    if (fold_ && detail::given(n.op->simplify)) {
      int simpler = n.op->simplify(*this, n);
      if (simpler >= 0) return simpler;
    }
    return insert(n);
  }

  // Appends another graph's nodes; `map[i]` becomes the index of its node i here. Equal leading nodes cost one
  // comparison.
  constexpr void merge(const node* other, int count, int* map) {
    int i = 0;
    for (; i < count && i < size() && nodes_[i].hash == other[i].hash; ++i) map[i] = i;
    for (; i < count; ++i) {
      int found = find(other[i].hash);
      if (found < 0) {
        found = insert_hashed(renumbered(other[i], map));
      }
      map[i] = found;
    }
  }

  constexpr std::uint64_t hash_of(const node& n) const {
    std::uint64_t below[3]{};
    int count = 0;
    for (; count < 3 && n.in[count] >= 0; ++count) below[count] = nodes_[n.in[count]].hash;
    return hash_node(n, below, count);
  }

 private:
  constexpr int insert_new(const node& n) {
    nodes_.push(n);
    if (2u * static_cast<unsigned>(size()) > mask_ + 2u) rehash(4 * (mask_ + 1));
    return size() - 1;
  }
  constexpr void link(std::uint64_t hash, int i) {
    unsigned s = static_cast<unsigned>(hash) & mask_;
    while (slots_.at[s]) s = (s + 1) & mask_;
    slots_.at[s] = static_cast<short>(i + 1);
  }
  constexpr void rehash(unsigned slots) {
    slots_ = ir::list<short>(static_cast<int>(slots));
    mask_ = slots - 1;
    const int linked = size() - (size() > 0);  // the last one is linked once it has its hash
    for (int i = 0; i < linked; ++i) link(nodes_[i].hash, i);
  }

  ir::stable_list<node> nodes_;
  ir::list<short> slots_;  // 1 + the number of a node
  unsigned mask_ = 0;
  bool fold_ = false;
};

constexpr const node& term::operator*() const { return (*owner)[id]; }
constexpr const node* term::operator->() const { return &(*owner)[id]; }

// At the end of a step the state leaf `slot` gets the value of node `value`. All assignments read old values.
namespace ir {
struct assignment {
  int slot = -1, value = -1;

  friend constexpr bool operator==(const assignment&, const assignment&) = default;
};
}  // namespace ir

// Computes nodes 0 to count - 1 anew, each from the new operands: place[i] is the new index of node i. instead(i) >= 0
// is a node that takes its place.
template <class F>
constexpr void rewrite(builder& b, int count, int* place, F instead) {
  for (int i = 0; i < count; ++i) {
    const int other = instead(i);
    place[i] = other >= 0 ? other : b.put(renumbered(b[i], place));
  }
}

// Marks the nodes that `roots` depend on and numbers them in order: place[i] is the new index of node i, or -1. Returns
// their number.
constexpr int number_reachable(const builder& b, const int* roots, int count, int* place) {
  for (int i = 0; i < b.size(); ++i) place[i] = -1;
  int top = -1;
  for (int i = 0; i < count; ++i) {
    place[roots[i]] = 0;
    top = roots[i] > top ? roots[i] : top;
  }
  for (int i = top; i >= 0; --i)
    if (place[i] >= 0) {
      const short(&in)[3] = b[i].in;
      for (int k = 0; k < 3 && in[k] >= 0; ++k) place[in[k]] = 0;
    }
  int n = 0;
  for (int i = 0; i <= top; ++i)
    if (place[i] >= 0) place[i] = n++;
  return n;
}

}  // namespace tapeless::inline TAPELESS_ISA
