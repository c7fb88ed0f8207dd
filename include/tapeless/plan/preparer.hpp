// Collects nodes and the views of their elements in memory.
#pragma once

#include <tapeless/plan/contraction.hpp>
#include <tapeless/plan/lines.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// It has a builder of its own, with a view for each node.
class preparer {
 public:
  constexpr preparer(int capacity, const ir::task& t)
      : b_(false, capacity), samples_(t.samples), lanes_(t.lanes), shared_(t.shared), first_(t.samples_first) {
    views_.reserve(capacity);
    batched_.reserve(capacity);
  }

  constexpr builder& nodes() { return b_; }
  constexpr ir::list<view>& views() { return views_; }
  constexpr ir::list<bool>& batched() { return batched_; }

  // Adds a node whose operands are already here; returns its place.
  constexpr int add(node n) {
    const operation& op = *n.op;
    if (op.kind != ir::loop::leaf && op.kind != ir::loop::pointwise)  // these read constants from memory
      for (short& q : n.in)
        if (q >= 0 && is_constant(b_[q])) q = static_cast<short>(own(q));
    const bool samples = keeps_samples(n);  // of the operands as they are: packed ones have their samples elsewhere
    if (op.kind == ir::loop::contraction) {
      if (sums_nothing(n)) return add(product_of_elements(n));
      pack_operands(n, first_ && samples);
    }
    if (op.remembers) return add_line(n, samples);
    if (detail::given(op.look)) {
      view v;
      if (!op.look(n, views_.at[n.in[0]], v)) {
        n.in[0] = static_cast<short>(copy(n.in[0]));
        op.look(n, views_.at[n.in[0]], v);
      }
      int before = b_.size(), id = b_.insert(n);
      if (id == before) set(id, v, batched_.at[n.in[0]] && still_last(v, views_.at[n.in[0]]));
      return id;
    }
    int before = b_.size(), id = b_.insert(n);
    if (id != before) return id;
    if (is_constant(n)) {
      set(id, view{}, false);
      views_.at[id].shape = n.shape;
      return id;
    }
    view v = dense(n.shape, samples);
    v.buffer = id;
    set(id, v, samples);
    return id;
  }

  // A node with the value of node i and memory of its own, for results that are leaves, constants or views.
  constexpr int own(int i) {
    node n;
    n.op = &operation_of<ops::stop_gradient_op>;
    n.in[0] = static_cast<short>(i);
    n.shape = b_[i].shape;
    ops::stop_gradient_op::mark_as_planned(n);
    return add(n);
  }
  // Gives operands of copying movements their place in the result, if nothing else reads them; `root[i]` marks results.
  constexpr void place_operands(const ir::list<bool>& root) {
    const int n = b_.size();
    ir::list<int> readers(n);
    for (int i = 0; i < n; ++i)
      for (short q : b_[i].in)
        if (q >= 0) ++readers.at[q];
    for (int i = n - 1; i >= 0; --i) {  // the outermost first
      const node& m = b_[i];
      if (!detail::given(m.op->place) || detail::is_op<ops::copy_op>(m)) continue;
      for (int k = 0; k < m.op->arity; ++k) {
        const int q = m.in[k];
        const int others = m.op->remembers ? elementwise_readers(q) : 0;
        const ir::loop kind = b_[q].op->kind;
        const bool computed =
            kind == ir::loop::pointwise || kind == ir::loop::reduction || kind == ir::loop::contraction ||
            (kind == ir::loop::movement && detail::given(b_[q].op->place) && !detail::is_op<ops::copy_op>(b_[q]));
        const placement w = m.op->place(m, k);
        bool whole_steps = true;
        for (int a = 0; a < m.shape.rank; ++a) whole_steps = whole_steps && w.step[a] == 1;
        if (!computed || !whole_steps || readers.at[q] != 1 + others || root.at[q] || views_.at[q].buffer != q ||
            batched_.at[q] != batched_.at[i])
          continue;
        const view there = part_of(views_.at[i], w, b_[q].shape);
        if (stores_side_by_side(there, batched_.at[q])) views_.at[q] = there;
      }
    }
  }

  // Readers that read from wherever the elements of node i are.
  constexpr int elementwise_readers(int i) const {
    int count = 0;
    for (int j = i + 1; j < b_.size(); ++j)
      for (const short q : b_[j].in) count += q == i && b_[j].op->kind == ir::loop::pointwise;
    return count;
  }

  constexpr bool owns_memory(int i) const { return views_.at[i].buffer == i && b_[i].op->kind != ir::loop::leaf; }

 private:
  constexpr void set(int id, const view& v, bool last) {
    while (views_.size <= id) {
      views_.push({});
      batched_.push(false);
    }
    views_.at[id] = v;
    batched_.at[id] = last;
  }

  // The window of a delay line, in which the slot of its past has a place.
  constexpr int add_line(const node& n, bool samples) {
    const int before = b_.size(), id = b_.insert(n);
    if (id != before) return id;
    view v = layout_of_line(n, samples ? round_up(samples_, lanes_) : 1, shared_).window;
    v.buffer = id;
    set(id, v, samples);
    views_.at[n.in[0]] = part_of(v, n.op->place(n, 0), b_[n.in[0]].shape);
    return id;
  }

  // Row-major; an axis of samples is the outermost, or padded to whole vectors.
  constexpr view dense(const shape& s, bool samples) const {
    return !samples ? dense_view(s) : first_ ? samples_first_view(s) : with_whole_rows(s);
  }
  // Row-major, rows begin at whole vectors.
  constexpr view with_whole_rows(const shape& s) const {
    shape padded = s;
    padded.dim[s.rank - 1] = round_up(s.dim[s.rank - 1], lanes_);
    view v = dense_view(padded);
    v.shape = s;
    return v;
  }

  // Whether the samples are the last axis of a view as well: a sum over them may have moved them inwards.
  constexpr bool still_last(const view& v, const view& operand) const {
    const int last = v.shape.rank - 1;
    return v.shape.dim[last] == samples_ && v.stride[last] == operand.stride[operand.shape.rank - 1];
  }

  constexpr bool keeps_samples(const node& n) const {
    if (samples_ == 1) return false;
    if (n.op->kind == ir::loop::leaf) return varies_by_sample(n);
    if (ops::copy_op::packs(n)) return false;  // the samples moved inwards
    if (detail::given(n.op->drops_samples) && n.op->drops_samples(n)) return false;
    bool any = false;
    for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
      if (!batched_.at[n.in[k]]) continue;
      const int rank = b_[n.in[k]].shape.rank;
      if (n.op->kind == ir::loop::reduction) any = any || !(ops::reduction::axes(n) >> (rank - 1) & 1u);
      else if (n.op->kind == ir::loop::contraction)
        any = any ||
              (n.shape.rank && label_at(output_labels(n), n.shape.rank - 1) == label_at(labels_of(n, k), rank - 1));
      else any = true;
    }
    return any;
  }

  constexpr int copy(int i) {
    node n;
    n.op = &operation_of<ops::copy_op>;
    n.in[0] = static_cast<short>(i);
    n.shape = b_[i].shape;
    return add(n);
  }

  // Whether the lanes of a kernel that stores this value there are neighbours in memory: they run along its innermost
  // axis of more than one element; samples that come first are the outermost axis.
  constexpr bool stores_side_by_side(const view& v, bool samples) const {
    const int rank = v.shape.rank;
    for (int i = rank - 1 - (first_ && samples); i >= 0; --i)
      if (v.shape.dim[i] != 1) return v.stride[i] == 1;
    return !(first_ && samples) || v.shape.dim[rank - 1] == 1 || v.stride[rank - 1] == 1;
  }

  // A contraction over labels of extent 1 is a pointwise product, which can share a kernel.
  constexpr bool sums_nothing(const node& n) const {
    const shape& a = b_[n.in[0]].shape;
    for (int i = 0; i < a.rank; ++i)
      if (a.dim[i] != 1 && axis_of(output_labels(n), n.shape.rank, label_at(labels_of(n, 0), i)) < 0) return false;
    return true;
  }
  constexpr node product_of_elements(const node& n) {
    node product;
    product.op = &operation_of<ops::mul_op>;
    product.shape = n.shape;
    for (int k = 0; k < 2; ++k) {  // its axes as in the output; extent 1 where it has none
      const int id = n.in[k], rank = b_[id].shape.rank;
      const std::int64_t labels = labels_of(n, k);
      node turned, aligned;
      turned.op = &operation_of<ops::permute_op>;
      turned.in[0] = static_cast<short>(id);
      turned.shape.rank = rank;
      aligned.op = &operation_of<ops::reshape_op>;
      aligned.shape = n.shape;
      std::int64_t order = 0;
      int at = 0;
      bool same = true;
      const auto take = [&](int axis) {
        same = same && axis == at;
        order |= std::int64_t{axis} << (4 * at);
        turned.shape.dim[at++] = b_[id].shape.dim[axis];
      };
      for (int i = 0; i < rank; ++i)
        if (axis_of(output_labels(n), n.shape.rank, label_at(labels, i)) < 0) take(i);
      for (int i = 0; i < n.shape.rank; ++i)
        if (const int own = axis_of(labels, rank, label_at(output_labels(n), i)); own >= 0) take(own);
        else aligned.shape.dim[i] = 1;
      ops::permute_op::set_order(turned, order);
      aligned.in[0] = static_cast<short>(same ? id : add(turned));
      product.in[k] = static_cast<short>(add(aligned));
    }
    return product;
  }

  // `samples_outside`: the result has samples, one after the other.
  constexpr void pack_operands(node& n, bool samples_outside) {
    for (;;) {
      contraction_roles r = analyse(n, views_.at[n.in[0]], views_.at[n.in[1]], lanes_, samples_outside);
      if (r.mode != ir::product::pack_x && r.mode != ir::product::pack_s) return;
      const int k = r.mode == ir::product::pack_x ? r.x : r.s;
      const int source = n.in[k], rank = b_[source].shape.rank;
      std::int64_t labels = labels_of(n, k), order = 0, moved = 0;
      const int last = axis_of(labels, rank, label_at(output_labels(n), r.lane));
      int at = 0;
      for (int i = 0; i < rank; ++i) {
        if (i == last) continue;
        order |= std::int64_t{i} << (4 * at);
        moved |= label_at(labels, i) << (4 * at++);
      }
      order |= std::int64_t{last} << (4 * at);
      moved |= label_at(labels, last) << (4 * at);
      node turned;
      turned.op = &operation_of<ops::permute_op>;
      turned.in[0] = static_cast<short>(source);
      ops::permute_op::set_order(turned, order);
      turned.shape = b_[source].shape;
      for (int i = 0; i < rank; ++i) turned.shape.dim[i] = b_[source].shape.dim[label_at(order, i)];
      node packed;
      packed.op = &operation_of<ops::copy_op>;
      packed.in[0] = static_cast<short>(add(turned));
      packed.shape = turned.shape;
      ops::copy_op::mark_as_packing(packed);
      int before = b_.size(), id = add(packed);
      if (id == before) {  // rows begin at whole vectors
        view v = with_whole_rows(packed.shape);
        v.buffer = id;
        set(id, v, false);
      }
      n.in[k] = static_cast<short>(id);
      set_labels(n, k, moved);
    }
  }

  builder b_;
  ir::list<view> views_;
  ir::list<bool> batched_;
  int samples_, lanes_;
  ir::sharing shared_;
  bool first_;
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
