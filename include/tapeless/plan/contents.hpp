// The content of a cell of memory, as a value that can be compared: a known number, or a fingerprint of how it is
// computed from the elements of leaves. Two cells have the same content if they hold the same element of the same
// sub-expression, regardless of the order in which sums and products take their operands. This makes it possible to run
// a plan without any input and to compare each result with the expression that the plan was made from.
#pragma once

#include <limits>

#include <tapeless/calculus/batch.hpp>
#include <tapeless/ops/assembly.hpp>
#include <tapeless/ops/elementary.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

struct content {
  std::uint64_t print = 0;  // 0: undefined
  double number = 0;
  bool known = false;

  // Only these are computed with: compilers refuse what has no value, as 0 times infinity, in a constant.
  constexpr bool is_finite() const {
    return known && number <= std::numeric_limits<double>::max() && number >= -std::numeric_limits<double>::max();
  }
  friend constexpr bool operator==(const content& a, const content& b) { return a.bits() == b.bits(); }
  // For the fingerprints of what is computed from it.
  constexpr std::uint64_t bits() const {
    return !known ? print : mix(0x6e756d626572ull, __builtin_bit_cast(std::uint64_t, number));
  }
};

// The addends of a sum or another reduction, of which the order does not matter but the number does.
struct collected {
  std::uint64_t sum = 0;
  int count = 0;
  content only{};  // the last one
  bool whole = true;

  constexpr void add(const content& c) {
    only = c;
    whole = whole && c.bits() != 0;
    sum += mix(c.bits(), 1);
    ++count;
  }
  constexpr void add(const collected& c) {
    if (c.count) only = c.only;
    whole = whole && c.whole;
    sum += c.sum;
    count += c.count;
  }
};

class content_algebra {
 public:
  using cell = content;
  using total = collected;

  constexpr explicit content_algebra(const ir::list<node>& nodes) {
    for (const node& n : nodes)
      for (int k = 0; k < 2; ++k)
        if (given(n.op->with_product[k]) && !knows(n.op->with_product[k]->id))
          fused_.push({n.op->with_product[k]->id, n.op, k});
  }

  static constexpr content number(double v) { return {0, v, true}; }
  static constexpr content leaf(const node& n, int element) {
    std::uint64_t h = mix(n.leaf->hash, static_cast<std::uint64_t>(n.leaf->kind) + 1);
    if (given(n.owner)) h = mix(h, n.owner->hash);
    return {mix(h, static_cast<std::uint64_t>(element)) | 1u, 0, false};
  }

  constexpr content apply(const operation& op, const content* in) const {
    for (const fused& f : fused_)
      if (f.id == op.id) {  // a sum fused with its product
        const content product = this->product(in[0], in[1]);
        const content both[3] = {f.place == 0 ? product : in[2], f.place == 0 ? in[2] : product, {}};
        return apply(*f.sum, both);
      }
    if (op.id == operation_of<ops::stop_gradient_op>.id) return in[0];
    if (op.is_product) return product(in[0], in[op.arity == 1 ? 0 : 1]);
    if (op.chooses && in[0].known) return in[0].number != 0 ? in[1] : in[2];
    bool known = true;
    for (int k = 0; k < op.arity; ++k) {
      if (in[k].bits() == 0) return {};
      known = known && in[k].is_finite();
    }
    if (known && op.arity == 1 && given(op.evaluate.unary)) return number(op.evaluate.unary(in[0].number));
    if (known && op.arity == 2 && given(op.evaluate.binary))
      return number(op.evaluate.binary(in[0].number, in[1].number));
    if (op.arity == 2 && op.commutative)
      return {mix(op.id, mix(in[0].bits(), 1) + mix(in[1].bits(), 1)) | 1u, 0, false};
    std::uint64_t h = op.id;
    for (int k = 0; k < op.arity; ++k) h = mix(h, in[k].bits());
    return {h | 1u, 0, false};
  }
  static constexpr content product(const content& a, const content& b) {
    if (a.bits() == 0 || b.bits() == 0) return {};
    if (a.is_finite() && b.is_finite()) return number(a.number * b.number);
    return {mix(operation_of<ops::mul_op>.id, mix(a.bits(), 1) + mix(b.bits(), 1)) | 1u, 0, false};
  }
  static constexpr content sum(const collected& t) {
    if (t.count == 1) return t.only;
    return t.whole ? content{mix(0x73756d, t.sum + static_cast<std::uint64_t>(t.count)) | 1u, 0, false} : content{};
  }
  constexpr content sum(const collected& t, const content& start) const {
    const content both[3] = {start, sum(t), {}};
    return apply(operation_of<ops::add_op>, both);
  }
  static constexpr content reduced(const operation& op, const collected& t) {
    return t.whole ? content{mix(op.id, t.sum + static_cast<std::uint64_t>(t.count)) | 1u, 0, false} : content{};
  }
  // Element `e` of the result of an opaque operation, given a fingerprint of all that it reads.
  static constexpr content made(const node& n, std::uint64_t read, int e) {
    const attributes a = attributes_of(n);
    std::uint64_t h = mix(mix(n.op->id, read), static_cast<std::uint64_t>(a.attr[0]));
    h = mix(mix(h, static_cast<std::uint64_t>(a.attr[1])), __builtin_bit_cast(std::uint64_t, a.value));
    return {mix(h, static_cast<std::uint64_t>(e)) | 1u, 0, false};
  }

  template <class Plan, class Walk>
  constexpr void opaque(const Plan& plan, int id, Walk& walk) const {
    const node& n = plan.nodes.nodes.at[id];
    std::uint64_t read = 1;
    for (int k = 0; k < n.op->arity; ++k) {
      const view& v = plan.nodes.views.at[n.in[k]];
      for (int e = 0; e < v.shape.size(); ++e) read = mix(read, walk.element(n.in[k], e).bits());
    }
    for (int e = 0; e < n.shape.size(); ++e) walk.element(id, e) = made(n, read, e);
  }

 private:
  struct fused {
    std::uint64_t id = 0;
    const operation* sum = nullptr;
    int place = 0;
  };
  constexpr bool knows(std::uint64_t id) const {
    for (const fused& f : fused_)
      if (f.id == id) return true;
    return false;
  }
  ir::list<fused> fused_;
};

// The offset of element number `e`, counted row by row.
constexpr int offset_of(const view& v, int e) {
  int at = v.offset;
  for (int a = v.shape.rank - 1; a >= 0; --a) {
    at += e % v.shape.dim[a] * v.stride[a];
    e /= v.shape.dim[a];
  }
  return at;
}

// The contents of every element of every node, from the definitions of the operations alone.
class graph_contents {
 public:
  // `callers`: the nodes of the task, whose inputs have the shapes that callers bind.
  constexpr graph_contents(const ir::list<node>& nodes, const ir::list<node>& callers, const content_algebra& algebra)
      : nodes_(nodes), callers_(callers), algebra_(algebra), first_(nodes.size) {
    for (int i = 0; i < nodes.size; ++i) {
      first_.at[i] = all_.size;
      all_.reserve(round_up_twice(all_.size + nodes.at[i].shape.size()));
      add(nodes.at[i]);
    }
  }
  constexpr const content& at(int node, int element) const { return all_.at[first_.at[node] + element]; }

 private:
  static constexpr int round_up_twice(int n) {
    int room = 64;
    while (room < n) room *= 2;
    return room;
  }
  constexpr void add(const node& n) {
    const int size = n.shape.size();
    switch (n.op->kind) {
      case ir::loop::leaf:
        for (int e = 0; e < size; ++e) all_.push(element_of_leaf(n, e));
        return;
      case ir::loop::pointwise:
        return pointwise(n);
      case ir::loop::reduction:
        return reduction(n);
      case ir::loop::contraction:
        return contraction(n);
      case ir::loop::movement:
        return movement(n);
      case ir::loop::opaque: {
        std::uint64_t read = 1;
        for (int k = 0; k < n.op->arity; ++k)
          for (int e = 0; e < shape_of(n, k).size(); ++e) read = mix(read, at(n.in[k], e).bits());
        for (int e = 0; e < size; ++e) all_.push(content_algebra::made(n, read, e));
      }
    }
  }
  constexpr const shape& shape_of(const node& n, int operand) const { return nodes_.at[n.in[operand]].shape; }

  // An input that begins at a later element holds the caller's elements from there on, and 0 outside of them.
  constexpr content element_of_leaf(const node& n, int e) const {
    if (!given(n.leaf)) return content_algebra::number(n.value);
    if (n.leaf->kind == ir::role::iota || n.leaf->kind == ir::role::table)
      return content_algebra::number(number_in_table(n, e));
    if (!is_leaf(n, ir::role::input)) return content_algebra::leaf(n, e);
    const int element = e + attributes_of_leaf(n).begins_at;
    return element >= 0 && element < size_of_input(n) ? content_algebra::leaf(n, element) : content_algebra::number(0);
  }
  constexpr int size_of_input(const node& n) const {
    for (const node& c : callers_)
      if (is_leaf(c, n.leaf->kind) && c.leaf->hash == n.leaf->hash) return c.shape.size();
    return n.shape.size();
  }
  constexpr void pointwise(const node& n) {
    view v[3]{};
    for (int k = 0; k < n.op->arity; ++k) v[k] = broadcast_view(dense_view(shape_of(n, k)), n.shape);
    for (int e = 0; e < n.shape.size(); ++e) {
      content in[3]{};
      for (int k = 0; k < n.op->arity; ++k) in[k] = at(n.in[k], offset_of(v[k], e));
      all_.push(algebra_.apply(*n.op, in));
    }
  }
  constexpr void reduction(const node& n) {
    const shape& from = shape_of(n, 0);
    view to = dense_view(from);  // where each element of the operand goes
    int own = n.shape.rank - 1, step = 1;
    for (int a = from.rank - 1; a >= 0; --a) {
      const bool removed = ops::reduction::axes(n) >> a & 1u;
      to.stride[a] = removed ? 0 : step;
      if (!removed) step *= n.shape.dim[own--];
    }
    ir::list<collected> sums(n.shape.size());
    for (int e = 0; e < from.size(); ++e) sums.at[offset_of(to, e)].add(at(n.in[0], e));
    for (const collected& s : sums) all_.push(content_algebra::reduced(*n.op, s));
  }
  constexpr void contraction(const node& n) {
    // One loop for each label, the output's first; the strides of the operands and of the output.
    constexpr int most = 15;
    int labels = 0, label[most]{}, extent[most]{}, stride[3][most]{};
    const auto add_axes = [&](std::int64_t packed, const shape& s, int which) {
      const view own = dense_view(s);
      for (int a = 0; a < s.rank; ++a) {
        const int wanted = static_cast<int>(label_at(packed, a));
        int l = 0;
        while (l < labels && label[l] != wanted) ++l;
        if (l == labels) label[labels++] = wanted;
        extent[l] = s.dim[a];
        stride[which][l] = own.stride[a];
      }
    };
    add_axes(output_labels(n), n.shape, 2);
    for (int k = 0; k < 2; ++k) add_axes(labels_of(n, k), shape_of(n, k), k);
    ir::list<collected> sums(n.shape.size());
    int at_index[most]{}, offset[3]{};
    for (;;) {
      sums.at[offset[2]].add(content_algebra::product(at(n.in[0], offset[0]), at(n.in[1], offset[1])));
      int l = labels - 1;
      for (; l >= 0; --l) {
        for (int k = 0; k < 3; ++k) offset[k] += stride[k][l];
        if (++at_index[l] < extent[l]) break;
        for (int k = 0; k < 3; ++k) offset[k] -= extent[l] * stride[k][l];
        at_index[l] = 0;
      }
      if (l < 0) break;
    }
    for (const collected& s : sums) all_.push(content_algebra::sum(s));
  }
  constexpr void movement(const node& n) {
    if (given(n.op->look)) {
      view seen;
      const view dense = dense_view(shape_of(n, 0));
      n.op->look(n, dense, seen);
      for (int e = 0; e < n.shape.size(); ++e) all_.push(at(n.in[0], offset_of(seen, e)));
      return;
    }
    const int begin = all_.size;
    const view whole = dense_view(n.shape);
    for (int e = 0; e < n.shape.size(); ++e) all_.push(content_algebra::number(n.op->place(n, 0).fill));
    for (int k = 0; k < n.op->arity; ++k) {
      const view part = part_of(whole, n.op->place(n, k), shape_of(n, k));
      for (int e = 0; e < part.shape.size(); ++e) all_.at[begin + offset_of(part, e)] = at(n.in[k], e);
    }
  }

  const ir::list<node>&nodes_, &callers_;
  const content_algebra& algebra_;
  ir::list<int> first_;
  ir::list<content> all_;
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
