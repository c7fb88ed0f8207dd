// Movements that are views: broadcast, reshape, permute, slice. They cost nothing at run time if the reader can use
// strides. The derivative of each is another movement or a sum; that of a slice is pad, which copies.
#pragma once

#include <tapeless/expr/printer.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/shape/view.hpp>

namespace tapeless::inline TAPELESS_ISA {

constexpr term broadcast_to(term x, const shape& to);
constexpr term reshape(term x, const shape& to);
constexpr term permute(term x, std::int64_t order);
constexpr term slice(term x, int axis, int start, int count, int step);
constexpr term pad(term x, int axis, int before, int after, int interior, double value);

namespace ops {

template <int Arity>
struct movement {
  static constexpr ir::loop kind = ir::loop::movement;
  static constexpr int arity = Arity;
  static constexpr int flops = 0;

  // A moved constant is the same constant.
  static constexpr int moved_constant(builder& b, const node& n) {
    return is_constant(b[n.in[0]]) ? constant_term(b, b[n.in[0]].value, n.shape).id : -1;
  }
};

struct broadcast_to_op : movement<1> {
  static constexpr char name[] = "broadcast_to";
  static constexpr spelling print{"{0}", "{0}"};                 // broadcasting is implied
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g; }  // the caller sums it to the operand's shape
  static constexpr int simplify(builder& b, const node& n) {
    if (b[n.in[0]].shape == n.shape) return n.in[0];
    return moved_constant(b, n);
  }
  static constexpr bool look(const node& n, const view& in, view& out) {
    out = broadcast_view(in, n.shape);
    return true;
  }
  // The samples of a batched operand stay last; its other axes are aligned before them.
  static constexpr bool batch(builder& b, node& n, const bool* varying, int) {
    if (!varying[0]) return true;
    const shape from = b[n.in[0]].shape;
    if (from.rank < n.shape.rank) {
      shape s = n.shape;
      for (int i = 0; i < n.shape.rank; ++i) {
        int j = i - (n.shape.rank - from.rank);
        s.dim[i] = j < 0 ? 1 : from.dim[j];
      }
      n.in[0] = static_cast<short>(reshape(b.at(n.in[0]), s).id);
    }
    return true;
  }
};

struct reshape_op : movement<1> {
  static constexpr char name[] = "reshape";
  static constexpr void derive(rule& r) { r.adjoint[0] = reshape(r.g, r.x[0]->shape); }
  static constexpr int simplify(builder& b, const node& n) {
    const node& x = b[n.in[0]];
    if (x.shape == n.shape) return n.in[0];
    if (detail::same_op(x, n)) return reshape(b.at(x.in[0]), n.shape).id;
    return moved_constant(b, n);
  }
  static constexpr bool look(const node& n, const view& in, view& out) { return reshape_view(in, n.shape, out); }
  // Not printed if it only adds axes of extent 1 to a number or a reduced value.
  static constexpr void write(printer& p, const node& n) {
    const shape& from = p[n.in[0]].shape;
    const bool reduced = p[n.in[0]].op->kind == ir::loop::reduction || p.of_plan();
    if (from.size() == 1 || (reduced && without_units(from) == without_units(n.shape))) {
      p.operand(n.in[0]);
      return;
    }
    p.head("reshape");
    p << "(";
    p.operand(n.in[0]) << ", ";
    p.extents(n.shape);
    p << ")";
  }
  static constexpr shape without_units(const shape& s) {
    unsigned units = 0;
    for (int i = 0; i < s.rank; ++i) units |= static_cast<unsigned>(s.dim[i] == 1) << i;
    return without_axes(s, units);
  }
};

// attr[0]: for each axis of the output, in four bits, the corresponding axis of the operand.
struct permute_op : movement<1> {
  static constexpr char name[] = "permute";
  static constexpr int from(const node& n, int axis) { return static_cast<int>(n.attr[0] >> (4 * axis) & 15); }
  static constexpr void set_order(node& n, std::int64_t order) { n.attr[0] = order; }
  static constexpr void derive(rule& r) {
    std::int64_t inverse = 0;
    for (int i = 0; i < r.self.shape.rank; ++i) inverse |= std::int64_t{i} << (4 * from(r.self, i));
    r.adjoint[0] = permute(r.g, inverse);
  }
  static constexpr int simplify(builder& b, const node& n) {
    bool same = true;
    for (int i = 0; i < n.shape.rank; ++i) same = same && from(n, i) == i;
    if (same) return n.in[0];
    const node& x = b[n.in[0]];
    if (detail::same_op(x, n)) {
      std::int64_t order = 0;
      for (int i = 0; i < n.shape.rank; ++i) order |= std::int64_t{from(x, from(n, i))} << (4 * i);
      return permute(b.at(x.in[0]), order).id;
    }
    return moved_constant(b, n);
  }
  static constexpr bool look(const node& n, const view& in, view& out) {
    out = in;
    out.shape = n.shape;
    for (int i = 0; i < n.shape.rank; ++i) out.stride[i] = in.stride[from(n, i)];
    return true;
  }
  static constexpr void write(printer& p, const node& n) {
    const bool matrix = n.shape.rank == 2 || (n.shape.rank == 3 && p.batched(n.in[0]) && from(n, 2) == 2);
    if (matrix && from(n, 0) == 1 && from(n, 1) == 0) {
      p.transposed(n.in[0]);
      return;
    }
    p.head("permute");
    p << "[";
    for (int i = 0; i < n.shape.rank; ++i) p << (i ? "," : "") << from(n, i);
    p << "](";
    p.operand(n.in[0]) << ")";
  }
  static constexpr bool batch(builder&, node& n, const bool* varying, int) {
    int last = n.shape.rank - 1;  // the samples stay last
    if (varying[0]) n.attr[0] |= std::int64_t{last} << (4 * last);
    return true;
  }
};

// attr[0]: axis in the low byte, step in the others; attr[1]: start. A negative step runs backwards.
struct slice_op : movement<1> {
  static constexpr char name[] = "slice";
  static constexpr int axis(const node& n) { return static_cast<int>(n.attr[0] & 255); }
  static constexpr int step(const node& n) { return static_cast<int>(n.attr[0] >> 8); }
  static constexpr int start(const node& n) { return static_cast<int>(n.attr[1]); }
  static constexpr void derive(rule& r) {
    int a = axis(r.self), s = step(r.self), count = r.self.shape.dim[a], extent = r.x[0]->shape.dim[a];
    term g = r.g;
    int first = start(r.self);
    if (s < 0) {  // reverse it, then pad
      g = slice(g, a, count - 1, count, -1);
      first += s * (count - 1);
      s = -s;
    }
    r.adjoint[0] = pad(g, a, first, extent - first - (count - 1) * s - 1, s - 1, 0.0);
  }
  static constexpr int simplify(builder& b, const node& n) {
    if (b[n.in[0]].shape == n.shape && step(n) == 1) return n.in[0];
    return moved_constant(b, n);
  }
  static constexpr bool look(const node& n, const view& in, view& out) {
    int a = axis(n);
    out = in;
    out.shape = n.shape;
    out.offset += start(n) * in.stride[a];
    out.stride[a] = step(n) * in.stride[a];
    return true;
  }
  // x[3], x[:, 2:5], x[0:8:2]
  static constexpr void write(printer& p, const node& n) {
    const int a = axis(n), count = n.shape.dim[a], end = start(n) + step(n) * (count - 1) + (step(n) > 0 ? 1 : -1);
    p.operand(n.in[0], 5) << "[";
    for (int i = 0; i < a; ++i) p << ":, ";
    p << start(n);
    if (count > 1) {
      p << ":";
      if (end >= 0) p << end;
      if (step(n) != 1) p << ":" << step(n);
    }
    p << "]";
  }
};

// attr[0]: axis in the low byte, interior padding in the others; attr[1]: padding before.
struct pad_op : movement<1> {
  static constexpr char name[] = "pad";
  static constexpr int axis(const node& n) { return static_cast<int>(n.attr[0] & 255); }
  static constexpr int interior(const node& n) { return static_cast<int>(n.attr[0] >> 8); }
  static constexpr int before(const node& n) { return static_cast<int>(n.attr[1]); }
  static constexpr void derive(rule& r) {
    r.adjoint[0] = slice(r.g, axis(r.self), before(r.self), r.x[0]->shape.dim[axis(r.self)], interior(r.self) + 1);
  }
  static constexpr int simplify(builder& b, const node& n) {
    if (b[n.in[0]].shape == n.shape) return n.in[0];
    return is_constant(b[n.in[0]], n.value) ? constant_term(b, n.value, n.shape).id : -1;
  }
  static constexpr placement place(const node& n, int) {
    placement w;
    for (int& s : w.step) s = 1;
    w.start[axis(n)] = before(n);
    w.step[axis(n)] = interior(n) + 1;
    w.fill = n.value;
    return w;
  }
  // pad(x, before, after), or pad[axis](x, before, after, interior)
  static constexpr void write(printer& p, const node& n) {
    const int a = axis(n), extent = p[n.in[0]].shape.dim[a];
    p.head("pad", n.shape.rank > 1 ? 1u << a : 0u);
    p << "(";
    p.operand(n.in[0]) << ", " << before(n) << ", " << n.shape.dim[a] - before(n) - extent - (extent - 1) * interior(n);
    if (interior(n)) p << ", " << interior(n);
    p << ")";
  }
};

}  // namespace ops

namespace detail {
template <class O>
constexpr term move(term x, const shape& to, std::int64_t a0 = 0, std::int64_t a1 = 0) {
  node n;
  n.op = &operation_of<O>;
  n.in[0] = static_cast<short>(x.id);
  n.shape = to;
  n.attr[0] = a0;
  n.attr[1] = a1;
  return x.owner->at(x.owner->put(n));
}
}  // namespace detail

constexpr term broadcast_to(term x, const shape& to) {
  return x->shape == to ? x : detail::move<ops::broadcast_to_op>(x, to);
}
constexpr term reshape(term x, const shape& to) { return x->shape == to ? x : detail::move<ops::reshape_op>(x, to); }
constexpr term permute(term x, std::int64_t order) {
  shape s = x->shape;
  for (int i = 0; i < s.rank; ++i) s.dim[i] = x->shape.dim[order >> (4 * i) & 15];
  return detail::move<ops::permute_op>(x, s, order);
}
// `count` elements along `axis`: start, start + step, ...
constexpr term slice(term x, int axis, int start, int count, int step = 1) {
  shape s = x->shape;
  s.dim[axis] = count;
  return detail::move<ops::slice_op>(x, s, axis + (std::int64_t{step} * 256), start);
}

// Pads `axis` with `value`: `before` and `after` elements at its ends and `interior` ones between each two neighbours.
// Counts must not be negative.
constexpr term pad(term x, int axis, int before, int after, int interior, double value) {
  node n;
  n.op = &operation_of<ops::pad_op>;
  n.in[0] = static_cast<short>(x.id);
  n.shape = x->shape;
  n.shape.dim[axis] = before + after + x->shape.dim[axis] + (x->shape.dim[axis] - 1) * interior;
  n.attr[0] = axis + (std::int64_t{interior} * 256);
  n.attr[1] = before;
  n.value = value;
  return x.owner->at(x.owner->put(n));
}

}  // namespace tapeless::inline TAPELESS_ISA
