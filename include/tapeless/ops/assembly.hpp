// Movement that writes two operands into parts of a new value: concat; and copy, a value in memory of its own.
#pragma once

#include <tapeless/ops/movement.hpp>

namespace tapeless {

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
  static constexpr window place(const node& n, int operand) {
    window w;
    for (int& s : w.step) s = 1;
    w.start[axis(n)] = operand == 0 ? 0 : extent(n);
    return w;
  }
  static constexpr void write(printer& p, const node& n) {
    p.function("concat", n, n.shape.rank > 1 ? 1u << axis(n) : 0u);
  }
};

// A copy of the operand, in memory of its own: what the planner inserts where a reader needs other strides.
struct copy_op : movement<1> {
  static constexpr char name[] = "copy";
  static constexpr spelling print{"{0}", "{0}"};
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g; }
  static constexpr window place(const node&, int) {
    window w;
    for (int& s : w.step) s = 1;
    return w;
  }
};

}  // namespace ops

// a, then b, along `axis`; the other extents are equal.
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

}  // namespace tapeless
