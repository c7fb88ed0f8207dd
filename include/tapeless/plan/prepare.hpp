// First stage of planning: every node gets a view of where its elements lie. Movements become views of their operands;
// copies are inserted where a reader needs other strides than it finds. What only a concatenation or padding reads is
// computed in its place there.
#pragma once

#include <tapeless/plan/contraction.hpp>
#include <tapeless/plan/neighbours.hpp>

namespace tapeless {

namespace detail {

// Works on a builder of its own; views grow with it.
class preparer {
 public:
  constexpr preparer(int capacity, int samples, int lanes, bool samples_first)
      : b_(false, capacity), capacity_(4 * capacity + 16), samples_(samples), lanes_(lanes), first_(samples_first) {
    views_ = new view[static_cast<std::size_t>(capacity_)];
    batched_ = new bool[static_cast<std::size_t>(capacity_)]{};
  }
  constexpr ~preparer() {
    delete[] views_;
    delete[] batched_;
  }
  preparer(const preparer&) = delete;
  preparer& operator=(const preparer&) = delete;

  constexpr builder& nodes() { return b_; }
  constexpr const view& where(int i) const { return views_[i]; }
  constexpr bool batched(int i) const { return batched_[i]; }

  // Adds a node whose operands are already here; returns its place.
  constexpr int add(node n) {
    const operation& op = *n.op;
    if (op.kind != loop::leaf && op.kind != loop::pointwise)  // constants need memory where a loop reads them
      for (short& q : n.in)
        if (q >= 0 && is_constant(b_[q])) q = static_cast<short>(own(q));
    if (op.kind == loop::contraction) {
      if (sums_nothing(n)) return add(product_of_elements(n));
      pack_operands(n);
    }
    if (op.look) {
      view v;
      if (!op.look(n, views_[n.in[0]], v)) {
        n.in[0] = static_cast<short>(copy(n.in[0]));
        op.look(n, views_[n.in[0]], v);
      }
      int before = b_.size(), id = b_.insert(n);
      if (id == before) set(id, v, batched_[n.in[0]]);
      return id;
    }
    int before = b_.size(), id = b_.insert(n);
    if (id != before) return id;
    if (is_constant(n)) {
      set(id, view{}, false);
      views_[id].shape = n.shape;
      return id;
    }
    const bool last = keeps_samples(n);
    view v = dense(n.shape, last);
    v.buffer = id;
    set(id, v, last);
    return id;
  }

  // A node with memory of its own and the value of node i: for results that are leaves, constants or views.
  constexpr int own(int i) {
    node n;
    n.op = &operation_of<ops::stop_gradient_op>;
    n.in[0] = static_cast<short>(i);
    n.shape = b_[i].shape;
    n.attr[0] = 1;  // apart from the user's
    return add(n);
  }
  // Gives operands of copying movements their place in the result, if nothing else reads them; `root[i]` marks results.
  constexpr void place_operands(const bool* root) {
    const int n = b_.size();
    int* readers = new int[static_cast<std::size_t>(n)]{};
    for (int i = 0; i < n; ++i)
      for (short q : b_[i].in)
        if (q >= 0) ++readers[q];
    for (int i = n - 1; i >= 0; --i) {  // from the outermost to what it holds
      const node& m = b_[i];
      if (!m.op->place || m.op == &operation_of<ops::copy_op>) continue;
      for (int k = 0; k < m.op->arity; ++k) {
        const int q = m.in[k];
        const loop kind = b_[q].op->kind;
        const bool computed = kind == loop::pointwise || kind == loop::reduction || kind == loop::contraction ||
                              (kind == loop::movement && b_[q].op->place && b_[q].op != &operation_of<ops::copy_op>);
        const window w = m.op->place(m, k);
        bool whole_steps = true;
        for (int a = 0; a < m.shape.rank; ++a) whole_steps = whole_steps && w.step[a] == 1;
        if (!computed || !whole_steps || readers[q] != 1 || root[q] || views_[q].buffer != q || batched_[q] != batched_[i])
          continue;
        const view there = part_of(views_[i], w, b_[q].shape);
        int last = there.shape.rank - 1 - (first_ && batched_[q]);  // lanes store side by side
        while (last >= 0 && there.shape.dim[last] == 1) --last;
        if (last < 0 || there.stride[last] == 1) views_[q] = there;
      }
    }
    delete[] readers;
  }

  constexpr bool owns_memory(int i) const { return views_[i].buffer == i && b_[i].op->kind != loop::leaf; }

 private:
  constexpr void set(int id, const view& v, bool last) {
    if (id >= capacity_) {
      view* views = new view[static_cast<std::size_t>(2 * capacity_)];
      bool* batched = new bool[static_cast<std::size_t>(2 * capacity_)]{};
      for (int i = 0; i < capacity_; ++i) views[i] = views_[i], batched[i] = batched_[i];
      delete[] views_;
      delete[] batched_;
      views_ = views;
      batched_ = batched;
      capacity_ *= 2;
    }
    views_[id] = v;
    batched_[id] = last;
  }

  // Row-major; an axis of samples stands first, or is padded to whole vectors.
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

  constexpr bool keeps_samples(const node& n) const {
    if (samples_ == 1) return false;
    if (n.op->kind == loop::leaf) return varies_by_sample(n);
    if (n.op == &operation_of<ops::copy_op> && n.attr[0]) return false;  // packed: the samples moved inwards
    if (n.op->drops_samples && n.op->drops_samples(n)) return false;
    bool any = false;
    for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
      if (!batched_[n.in[k]]) continue;
      const int rank = b_[n.in[k]].shape.rank;
      if (n.op->kind == loop::reduction) any = any || !(n.attr[0] >> (rank - 1) & 1);
      else if (n.op->kind == loop::contraction)
        any = any || (n.shape.rank && label_at(n.attr[1], n.shape.rank - 1) == label_at(labels_of(n, k), rank - 1));
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

  // A contraction over labels of extent 1 is a product of elements, which any kernel may take in.
  constexpr bool sums_nothing(const node& n) const {
    const shape& a = b_[n.in[0]].shape;
    for (int i = 0; i < a.rank; ++i)
      if (a.dim[i] != 1 && axis_of(n.attr[1], n.shape.rank, label_at(labels_of(n, 0), i)) < 0) return false;
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
      int at = 0;
      bool same = true;
      const auto take = [&](int axis) {
        same = same && axis == at;
        turned.attr[0] |= std::int64_t{axis} << (4 * at);
        turned.shape.dim[at++] = b_[id].shape.dim[axis];
      };
      for (int i = 0; i < rank; ++i)
        if (axis_of(n.attr[1], n.shape.rank, label_at(labels, i)) < 0) take(i);
      for (int i = 0; i < n.shape.rank; ++i)
        if (const int own = axis_of(labels, rank, label_at(n.attr[1], i)); own >= 0) take(own);
        else aligned.shape.dim[i] = 1;
      aligned.in[0] = static_cast<short>(same ? id : add(turned));
      product.in[k] = static_cast<short>(add(aligned));
    }
    return product;
  }

  constexpr void pack_operands(node& n) {
    for (;;) {
      contraction_roles r = analyse(n, views_[n.in[0]], views_[n.in[1]], lanes_, first_ && keeps_samples(n));
      if (r.mode != product::pack_x && r.mode != product::pack_s) return;
      const int k = r.mode == product::pack_x ? r.x : r.s;
      const int source = n.in[k], rank = b_[source].shape.rank;
      std::int64_t labels = labels_of(n, k), order = 0, moved = 0;
      const int last = axis_of(labels, rank, label_at(n.attr[1], r.lane));
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
      turned.attr[0] = order;
      turned.shape = b_[source].shape;
      for (int i = 0; i < rank; ++i) turned.shape.dim[i] = b_[source].shape.dim[label_at(order, i)];
      node packed;
      packed.op = &operation_of<ops::copy_op>;
      packed.in[0] = static_cast<short>(add(turned));
      packed.shape = turned.shape;
      packed.attr[0] = 1;
      int before = b_.size(), id = add(packed);
      if (id == before) {  // rows begin at whole vectors
        view v = with_whole_rows(packed.shape);
        v.buffer = id;
        set(id, v, false);
      }
      n.in[k] = static_cast<short>(id);
      n.attr[0] = (n.attr[0] & ~(label_mask << (label_bits * k))) | moved << (label_bits * k);
    }
  }

  builder b_;
  view* views_ = nullptr;
  bool* batched_ = nullptr;
  int capacity_, samples_, lanes_;
  bool first_;
};

// What the task's results became in a preparer.
template <class Task>
struct prepared_results {
  static constexpr int output_count = Task::output_count, sum_count = Task::sum_count;
  static constexpr int assignment_count = Task::assignment_count;
  int outputs[Task::output_count + 1]{};
  int sums[Task::sum_count + 1]{};
  int slots[Task::assignment_count + 1]{};
  int values[Task::assignment_count + 1]{};
};

// Adds the nodes of a task; place[i] is where node i is.
template <class Task>
constexpr void add_nodes(preparer& p, const Task& t, int* place) {
  const auto add = [&p](node n, const int* at) {
    for (short& q : n.in)
      if (q >= 0) q = static_cast<short>(at[q]);
    return p.add(n);
  };
  if (t.binds && t.samples == 1 && t.lanes > 1) {
    builder near(false, Task::size + 16);
    neighbour_pass pass(near, t.nodes, Task::size, t.lanes);
    if (pass.pays()) {
      pass(place);
      int roots[Task::output_count + Task::sum_count + 2 * Task::assignment_count + 1]{}, count = 0;
      for (int i = 0; i < Task::output_count; ++i) roots[count++] = place[t.outputs[i]];
      for (int i = 0; i < Task::sum_count; ++i) roots[count++] = place[t.sums[i]];
      for (int i = 0; i < Task::assignment_count; ++i) {
        roots[count++] = place[t.slots[i]];
        roots[count++] = place[t.values[i]];
      }
      int* at = new int[static_cast<std::size_t>(near.size())];
      number_reachable(near, roots, count, at);
      for (int i = 0; i < near.size(); ++i)
        if (at[i] >= 0) at[i] = add(near[i], at);
      for (int i = 0; i < Task::size; ++i) place[i] = at[place[i]];
      delete[] at;
      return;
    }
  }
  for (int i = 0; i < Task::size; ++i) place[i] = add(t.nodes[i], place);
}

template <class Task>
constexpr prepared_results<Task> prepare_into(preparer& p, const Task& t) {
  int place[Task::size]{};
  add_nodes(p, t, place);
  prepared_results<Task> r;
  for (int i = 0; i < Task::output_count; ++i) {
    r.outputs[i] = place[t.outputs[i]];
    const int base = p.where(r.outputs[i]).buffer;  // a slot is shown as it was before the assignments
    if (base < 0 || is_leaf(p.nodes()[base], role::slot)) r.outputs[i] = p.own(r.outputs[i]);
  }
  for (int i = 0; i < Task::sum_count; ++i) {
    r.sums[i] = place[t.sums[i]];
    if (is_constant(p.nodes()[r.sums[i]])) r.sums[i] = p.own(r.sums[i]);
  }
  for (int i = 0; i < Task::assignment_count; ++i) {
    r.slots[i] = place[t.slots[i]];
    r.values[i] = place[t.values[i]];
    if (!p.owns_memory(r.values[i])) r.values[i] = p.own(r.values[i]);
  }
  bool* root = new bool[static_cast<std::size_t>(p.nodes().size())]{};
  for (int i = 0; i < Task::output_count; ++i) root[r.outputs[i]] = true;
  for (int i = 0; i < Task::sum_count; ++i) root[r.sums[i]] = true;
  for (int i = 0; i < Task::assignment_count; ++i) root[r.values[i]] = true;
  p.place_operands(root);
  delete[] root;
  return r;
}

}  // namespace detail

// The nodes of a task with their views. view.buffer is the node that owns the memory; -1 for a constant: none.
template <class Task, int M>
struct prepared : detail::prepared_results<Task> {
  node nodes[M]{};
  view views[M]{};
  bool batched[M]{};  // the last axis holds the samples
  int samples = 1, lanes = 1;
  bool samples_first = false;
  using task_type = Task;
  static constexpr int size = M;
};

namespace detail {
// The result before its size is known to its type.
template <class Task, int Capacity>
struct drawn_preparation {
  prepared<Task, Capacity> within;
  int size = 0;
};
template <const auto& T, int Capacity>
constexpr auto draw_preparation() {
  drawn_preparation<std::remove_cvref_t<decltype(T)>, Capacity> r;
  preparer p(Capacity, T.samples, T.lanes, T.samples_first);
  static_cast<prepared_results<std::remove_cvref_t<decltype(T)>>&>(r.within) = prepare_into(p, T);
  r.size = p.nodes().size();
  for (int i = 0; i < r.size && i < Capacity; ++i) {
    r.within.nodes[i] = p.nodes()[i];
    r.within.views[i] = p.where(i);
    r.within.batched[i] = p.batched(i);
  }
  return r;
}
}  // namespace detail

// `T` is a constant object that holds the task. The first guess of the capacity is nearly always enough.
template <const auto& T, int Capacity = T.size + T.size / 4 + 8>
constexpr auto prepare() {
  constexpr auto drawn = detail::draw_preparation<T, Capacity>();
  if constexpr (drawn.size > Capacity) {
    return prepare<T, drawn.size>();
  } else {
    using task_type = std::remove_cvref_t<decltype(T)>;
    prepared<task_type, drawn.size> r;
    static_cast<detail::prepared_results<task_type>&>(r) = drawn.within;
    for (int i = 0; i < drawn.size; ++i) {
      r.nodes[i] = drawn.within.nodes[i];
      r.views[i] = drawn.within.views[i];
      r.batched[i] = drawn.within.batched[i];
    }
    r.samples = T.samples;
    r.lanes = T.lanes;
    r.samples_first = T.samples_first;
    return r;
  }
}

}  // namespace tapeless
