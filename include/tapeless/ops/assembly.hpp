// Movements that write into new memory: concat, which writes two operands into parts of its result; copy; and total.
#pragma once

#include <tapeless/ops/movement.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace ops {

// attr[0]: axis; attr[1]: extent of the first operand.
struct concat_op : movement<2> {
  static constexpr char name[] = "concat";
  static constexpr int axis(const node& n) { return static_cast<int>(n.attr[0]); }
  static constexpr int extent(const node& n) { return static_cast<int>(n.attr[1]); }
  static constexpr void derive(rule& r) {
    const int a = axis(r.self), first = extent(r.self), all = r.self.shape.dim[a];
    r.adjoint[0] = slice(r.g, a, 0, first, 1);
    r.adjoint[1] = slice(r.g, a, first, all - first, 1);
  }
  static constexpr placement place(const node& n, int operand) {
    placement w;
    for (int& s : w.step) s = 1;
    w.start[axis(n)] = operand == 0 ? 0 : extent(n);
    return w;
  }
  static constexpr void write(printer& p, const node& n) {
    p.function("concat", n, n.shape.rank > 1 ? 1u << axis(n) : 0u);
  }
};

// A copy of the operand in memory of its own. The planner inserts it where a reader needs other strides.
struct copy_op : movement<1> {
  static constexpr char name[] = "copy";
  static constexpr spelling print{"{0}", "{0}"};
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g; }
  static constexpr placement place(const node&, int) {
    placement w;
    for (int& s : w.step) s = 1;
    return w;
  }
  // A copy that packs the operand of a product: it is laid out for the product, and samples may move inwards. attr[0]:
  // 1 for these.
  static constexpr void mark_as_packing(node& n) { n.attr[0] = 1; }
  static constexpr bool packs(const node& n) { return detail::is_op<copy_op>(n) && n.attr[0] != 0; }
};

// A total over samples, as its readers see it: a view of the operand's memory, to which each tile of a call adds. It
// separates the part that runs for each tile from the part that runs once per call, and no rewriting crosses it: c *
// sum(g) must not become sum(c * g) here, because only the sum itself is accumulated.
struct total_op : movement<1> {
  static constexpr char name[] = "total";
  static constexpr spelling print{"{0}", "{0}"};
  static constexpr bool is_boundary = true;
  static constexpr bool look(const node&, const view& in, view& out) {
    out = in;
    return true;
  }
};

}  // namespace ops

namespace detail {
constexpr term total_of(term x) { return move<ops::total_op>(x, x->shape); }
}  // namespace detail

// a, then b, along `axis`. The other extents must be equal.
constexpr term concat(term a, term b, int axis) {
  node n;
  n.op = &operation_of<ops::concat_op>;
  n.in[0] = static_cast<short>(a.id);
  n.in[1] = static_cast<short>(b.id);
  n.shape = a->shape;
  n.shape.dim[axis] += b->shape.dim[axis];
  n.attr[0] = axis;
  n.attr[1] = a->shape.dim[axis];
  return a.owner->at(a.owner->put(n));
}

// The sum of two zero-padded values that fill adjacent parts is their concatenation; adjoints of slices take this form.
// Returns -1 if they are not adjacent.
constexpr int join_padded(builder& b, int x, int y) {
  using ops::pad_op;
  const auto plain = [&](int i) {
    return detail::is_op<pad_op>(b[i]) && b[i].value == 0 && pad_op::interior(b[i]) == 0;
  };
  if (!plain(x) || !plain(y) || b[x].shape != b[y].shape || pad_op::axis(b[x]) != pad_op::axis(b[y])) return -1;
  const int low = pad_op::before(b[x]) < pad_op::before(b[y]) ? x : y, high = low == x ? y : x;
  const int axis = pad_op::axis(b[low]), start = pad_op::before(b[low]);
  if (start + b[b[low].in[0]].shape.dim[axis] != pad_op::before(b[high])) return -1;
  const term both = concat(b.at(b[low].in[0]), b.at(b[high].in[0]), axis);
  return pad(both, axis, start, b[low].shape.dim[axis] - start - both->shape.dim[axis], 0, 0.0).id;
}

}  // namespace tapeless::inline TAPELESS_ISA
