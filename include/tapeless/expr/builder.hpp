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
  constexpr explicit builder(bool folding = false, int capacity = 64) : first_(capacity), fold_(folding) {
    block_[0] = new node[static_cast<std::size_t>(capacity)];
    rehash(64);
  }
  constexpr ~builder() {
    for (int i = 0; i < blocks_; ++i) delete[] block_[i];
    delete[] slots_;
  }
  builder(const builder&) = delete;
  builder& operator=(const builder&) = delete;

  constexpr int size() const { return size_; }
  // Nodes never move: a reference stays valid while others are inserted.
  constexpr const node& operator[](int i) const {
    return i < first_ ? block_[0][i] : block_[1 + (i - first_) / block_size][(i - first_) % block_size];
  }
  constexpr term at(int i) { return {this, i}; }
  constexpr bool folding() const { return fold_; }
  constexpr void set_folding(bool on) { fold_ = on; }

  // The node with this hash, or -1.
  constexpr int find(std::uint64_t hash) const {
    for (unsigned s = static_cast<unsigned>(hash) & mask_; slots_[s]; s = (s + 1) & mask_)
      if ((*this)[slots_[s] - 1].hash == hash) return slots_[s] - 1;
    return -1;
  }

  // Inserts a node as it is, unless an equal one is already present.
  constexpr int insert(const node& n) {
    const std::uint64_t hash = hash_of(n);
    const int at = find(hash);
    if (at >= 0) return at;
    const int id = insert_new(n);
    at_index(id).hash = hash;
    link(id);
    return id;
  }
  constexpr int insert_hashed(const node& n) {
    const int at = find(n.hash);
    if (at >= 0) return at;
    const int id = insert_new(n);
    link(id);
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
    for (; i < count && i < size_ && (*this)[i].hash == other[i].hash; ++i) map[i] = i;
    for (; i < count; ++i) {
      int found = find(other[i].hash);
      if (found < 0) {
        node n = other[i];
        for (short& q : n.in)
          if (q >= 0) q = static_cast<short>(map[q]);
        found = insert_hashed(n);
      }
      map[i] = found;
    }
  }

  constexpr std::uint64_t hash_of(const node& n) const {
    std::uint64_t below[3]{};
    int count = 0;
    for (; count < 3 && n.in[count] >= 0; ++count) below[count] = (*this)[n.in[count]].hash;
    return hash_node(n, below, count);
  }

 private:
  static constexpr int block_size = 128, max_blocks = 256;  // node indices fit in a short

  constexpr node& at_index(int i) {
    return i < first_ ? block_[0][i] : block_[1 + (i - first_) / block_size][(i - first_) % block_size];
  }
  constexpr int insert_new(const node& n) {
    if (size_ >= first_ + (blocks_ - 1) * block_size) block_[blocks_++] = new node[block_size];
    at_index(size_) = n;
    if (2u * static_cast<unsigned>(size_) > mask_) rehash(4 * (mask_ + 1));
    return size_++;
  }
  constexpr void link(int i) {
    unsigned s = static_cast<unsigned>((*this)[i].hash) & mask_;
    while (slots_[s]) s = (s + 1) & mask_;
    slots_[s] = static_cast<short>(i + 1);
  }
  constexpr void rehash(unsigned slots) {
    delete[] slots_;
    slots_ = new short[slots]{};
    mask_ = slots - 1;
    for (int i = 0; i < size_; ++i) link(i);
  }

  node* block_[max_blocks]{};
  short* slots_ = nullptr;
  int size_ = 0, first_ = 0, blocks_ = 1;
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
    if (place[i] >= 0)
      for (short q : b[i].in)
        if (q >= 0) place[q] = 0;
  int n = 0;
  for (int i = 0; i <= top; ++i)
    if (place[i] >= 0) place[i] = n++;
  return n;
}

}  // namespace tapeless::inline TAPELESS_ISA
