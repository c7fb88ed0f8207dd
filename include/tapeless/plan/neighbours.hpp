// Before planning a program for one sample: neighbours are read relative to the element's own position.
//
// With lanes along the elements of a vector, x[i + 1] is loaded across two vectors that may just have been stored, and
// processors wait long for such a load; a padding costs a kernel that copies. Both can be avoided if the values come
// from an input: a call packs it once for each element at which readers begin, with 0 outside of the input,
//
//   x[1:n]                  an input leaf that begins at element 1
//   pad(f(x[1:n]), 1, 0)    where(iota < 1, 0, f(x)), computed where it is read
//
// provided that f is cheap and elementwise. It is computed twice if it has other readers.
#pragma once

#include <tapeless/plan/task.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

class neighbour_pass {
 public:
  // Few vectors: the stores of a large input have reached the cache before they are read.
  static constexpr int most_vectors = 32;
  static constexpr int most_flops = 32, most_nodes = 24;

  constexpr neighbour_pass(builder& to, const ir::list<node>& nodes, int lanes)
      : to_(to), nodes_(nodes.at), count_(nodes.size), lanes_(lanes), runs_(nodes.size), elementwise_(nodes.size) {
    for (const node& n : nodes)
      if (n.op->kind == ir::loop::pointwise)
        for (short q : n.in)
          if (q >= 0) elementwise_.at[q] = true;
  }

  // Whether there is anything to do.
  constexpr bool pays() {
    for (int i = 0; i < count_; ++i) {
      find_run(i);
      const node& n = nodes_[i];
      if ((detail::given(n.op->place) && n.op->arity == 1) ||
          (detail::given(n.op->look) && runs_.at[i].leaf >= 0 && runs_.at[i].start % lanes_ != 0))
        return true;
    }
    return false;
  }
  // Copies all nodes; map[i] is the place of node i.
  constexpr void operator()(int* map) {
    map_ = map;
    for (int i = 0; i < count_; ++i) {
      find_run(i);
      const int better = instead(i);
      map[i] = better >= 0 ? better : to_.insert(renumbered(nodes_[i], map));
    }
  }

 private:
  // Contiguous elements of an input.
  struct run {
    int leaf = -1, start = 0;
  };

  constexpr void find_run(int i) {
    const node& n = nodes_[i];
    if (is_leaf(n, ir::role::input) && !attributes_of_leaf(n).varies) {
      runs_.at[i] = {i, 0};
    } else if (detail::given(n.op->look) && !n.op->is_boundary && runs_.at[n.in[0]].leaf >= 0) {
      view v = dense_view(nodes_[n.in[0]].shape), seen;
      if (n.op->look(n, v, seen) && is_run(seen))
        runs_.at[i] = {runs_.at[n.in[0]].leaf, runs_.at[n.in[0]].start + seen.offset};
    }
  }

  // The node that replaces node i, or -1 if it is copied unchanged.
  constexpr int instead(int i) {
    const node& n = nodes_[i];
    if (n.shape.size() > most_vectors * lanes_) return -1;
    if (detail::given(n.op->look) && elementwise_.at[i] && runs_.at[i].leaf >= 0 && runs_.at[i].start % lanes_ != 0)
      return packed(runs_.at[i].leaf, runs_.at[i].start, n.shape);
    if (detail::given(n.op->place) && n.op->arity == 1) return padded(i);
    return -1;
  }

  constexpr int packed(int leaf, int start, const shape& s) {
    node n = nodes_[leaf];
    if (start == 0 && s == n.shape) return map_[leaf];
    n.shape = s;
    set_attributes(n, {.begins_at = start});
    return to_.insert(n);
  }

  constexpr int padded(int i) {
    const node& n = nodes_[i];
    const placement w = n.op->place(n, 0);
    const shape inner = nodes_[n.in[0]].shape;
    const view part = part_of(dense_view(n.shape), w, inner);
    const int size = n.shape.size(), begin = part.offset, end = begin + inner.size();
    if (!is_run(part) || inner.size() == size) return -1;
    used_ = flops_ = 0;
    if (!collect(n.in[0], inner.size())) return -1;
    if (const run& r = runs_.at[n.in[0]]; r.leaf >= 0 && w.fill == 0 && r.start == 0 && inner == nodes_[r.leaf].shape)
      return packed(r.leaf, -begin, n.shape);
    for (int k = 0; k < used_; ++k) place_[k] = moved(list_[k], begin, inner.size(), n.shape);
    int last = place_[used_ - 1];
    node c;  // where(place < bound, ..., ...)
    c.op = &leaf_operation;
    c.value = w.fill;
    const term fill = to_.at(to_.insert(c));
    term place = iota_term(to_, size);
    place = reshape(place, n.shape);
    if (end < size) last = where(place < end, to_.at(last), fill).id;
    if (begin > 0) last = where(place < begin, fill, to_.at(last)).id;
    return last;
  }

  // A single number that all elements share.
  constexpr bool is_number(int i, int size) const {
    return nodes_[i].shape.size() == 1 && (size > 1 || runs_.at[i].leaf < 0);
  }

  // Lists the nodes that node i is computed from, operands first; false if they are too many or read anything else than
  // elements of inputs.
  constexpr bool collect(int i, int size) {
    for (int k = 0; k < used_; ++k)
      if (list_[k] == i) return true;
    const node& n = nodes_[i];
    if (is_constant(n) || is_number(i, size)) {
    } else if (n.shape.size() == size && n.op->kind == ir::loop::pointwise) {
      flops_ += n.op->flops;
      if (flops_ > most_flops) return false;
      for (int k = 0; k < n.op->arity; ++k)
        if (!collect(n.in[k], size)) return false;
    } else if (n.shape.size() == size && detail::given(n.op->look) && runs_.at[i].leaf < 0) {
      view seen;
      const view all = dense_view(nodes_[n.in[0]].shape);
      if (!n.op->look(n, all, seen) || !is_run(seen) || all.shape.size() != size || !collect(n.in[0], size))
        return false;
    } else if (n.shape.size() != size || runs_.at[i].leaf < 0) {
      return false;
    }
    if (used_ == most_nodes) return false;
    list_[used_++] = i;
    return true;
  }

  // Node i with its elements moved by `begin`, in shape s.
  constexpr int moved(int i, int begin, int size, const shape& s) {
    node n = nodes_[i];
    if (is_constant(n)) {
      n.shape = shape{};
      return to_.insert(n);
    }
    if (is_number(i, size)) return reshape(to_.at(map_[i]), shape{}).id;
    if (runs_.at[i].leaf >= 0) return packed(runs_.at[i].leaf, runs_.at[i].start - begin, s);
    const auto place_of = [&](int q) {
      for (int k = 0; k < used_; ++k)
        if (list_[k] == q) return static_cast<short>(place_[k]);
      return short{-1};
    };
    if (n.op->kind == ir::loop::pointwise) {
      for (short& q : n.in)
        if (q >= 0) q = place_of(q);
      n.shape = s;
      return to_.insert(n);
    }
    return place_of(n.in[0]);
  }

  builder& to_;
  const node* nodes_;
  int count_, lanes_;
  ir::list<run> runs_;
  ir::list<bool> elementwise_;
  int* map_ = nullptr;
  int list_[most_nodes]{}, place_[most_nodes]{};
  int used_ = 0, flops_ = 0;
};

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
