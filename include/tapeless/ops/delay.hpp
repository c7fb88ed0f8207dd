// Delay lines: what a live program has seen before.
//
//   delay<"h", past>(x)      x: [.., n] -> [.., past + n]: the `past` elements that came before, then x
//
// The last axis is time. In a program with the option live, each call brings the next n elements, and "before" is what
// earlier calls brought; at first, and after a reset, it is 0. In every other program or training step a sample is a
// whole sequence, before which there is nothing: the result is x behind zeros, pad<-1, past, 0>(x). So a convolution of
// a delay line is a streaming convolution in the one, and a causal one in the other:
//
//   convolve(delay<"h", dilation * (taps - 1)>(x), w)        as conv1d with padding::causal does, line "c1.history"
//
// A live program copies no history: the line is memory longer than its window, which moves on by n with each call, x is
// computed in its place there, and readers see the window. When the end is reached, the last `past` elements move to
// the front, which costs less than one element for each element of x on average (plan/lines.hpp). A line of a name is
// written once: two delays of one name and different x are refused.
//
// The derivative with respect to x is the adjoint of the last n elements.
#pragma once

#include <tapeless/ops/assembly.hpp>
#include <tapeless/ops/comparison.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace ops {

// Operands: the slot that holds what was before, and x. The planner gives both their places in one memory that stays.
struct line_op : concat_op {
  static constexpr char name[] = "line";
  static constexpr bool remembers = true;
  static constexpr int past(const node& n) { return extent(n); }
  static constexpr void write(printer& p, const node& n) {
    p.head("delay");
    p << "(";
    p.operand(n.in[1]) << ", " << past(n) << ")";
  }
};

// Operands: the value in a live program, and the value of a whole sequence.
struct history_op : pointwise<2> {
  static constexpr char name[] = "history";
  static constexpr signed char in_live = 0, in_training = 1, in_program = 1;
  static constexpr int instead(builder& b, const node& n, int x) { return ops::instead(b, n, x); }
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V, V whole) {
    return whole;
  }
  static constexpr void derive(rule& r) {
    const term zero = constant_term(*r.g.owner, 0);
    if (r.wants[0]) r.adjoint[0] = apply<history_op>(r.g, zero);
    if (r.wants[1]) r.adjoint[1] = apply<history_op>(zero, r.g);
  }
  static constexpr int simplify(builder& b, const node& n) { return n.in[0] == n.in[1] ? instead(b, n, n.in[0]) : -1; }
  static constexpr void write(printer& p, const node& n) { p.operand(n.in[0]); }
};

// As the user writes it: the program has to say which of the two it sees.
struct delay_op : history_op {
  static constexpr char name[] = "delay";
  static constexpr bool asks_mode = true;
};

// A value that only a whole sequence has: a live program with it is refused.
struct whole_op : pointwise<1> {
  static constexpr char name[] = "whole";
  static constexpr spelling print{"{0}", "{0}"};
  static constexpr signed char in_training = 0, in_program = 0;
  static constexpr bool whole_only = true;
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V x) {
    return x;
  }
  static constexpr void derive(rule& r) { r.adjoint[0] = apply<whole_op>(r.g); }
};

// The second operand, with a value for each sample that the first one has a value for: what the state of all streams
// becomes where it is the same.
struct for_each_op : pointwise<2> {
  static constexpr char name[] = "for_each";
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V, V x) {
    return x;
  }
  static constexpr void write(printer& p, const node& n) { p.operand(n.in[1]); }
};

}  // namespace ops

namespace detail {

// x, whose last axis is time, behind what the slot remembers.
template <class Op = ops::history_op>
constexpr term delayed(term x, const symbol& line, int past) {
  builder& b = *x.owner;
  const int axis = x->shape.rank - 1;
  shape before = x->shape;
  before.dim[axis] = past;
  node n;
  n.op = &operation_of<ops::line_op>;
  n.in[0] = static_cast<short>(b.insert(leaf_node(line, before)));
  n.in[1] = static_cast<short>(x.id);
  n.shape = x->shape;
  n.shape.dim[axis] += past;
  n.attr[0] = axis;
  n.attr[1] = past;
  return apply<Op>(b.at(b.put(n)), pad(x, axis, past, 0, 0, 0.0));
}

template <text Name, int Past>
struct delay_f {
  static constexpr int arity = 1;
  static constexpr bool fits(const shape& s) { return s.rank > 0 && Past > 0 && Past < (1 << 24); }
  constexpr term operator()(term x) const {
    if (!fits(x->shape)) tapeless_composition_has_shapes_that_do_not_fit();
    return delayed<ops::delay_op>(x, symbol_for<Name, ir::role::slot, ir::scope::step>, Past);
  }
};

}  // namespace detail

template <text Name, int Past, graph G>
requires(detail::delay_f<Name, Past>::fits(G.root().shape)) constexpr auto delay(expr<G>) {
  return composed<detail::called<detail::delay_f<Name, Past>>, G>{};
}
template <text Name, int Past>
constexpr term delay(term x) {
  return detail::delay_f<Name, Past>{}(x);
}
template <text Name, int Past>
constexpr inert delay(inert) {
  return {};
}
template <text Name, int Past, int... S>
constexpr inert delay(tensor<S...>) {
  static_assert(mistake<tensor<S...>>,
                "tapeless: delay<name, past>(x): the last axis of x is time, and past, the number of elements before "
                "x that are wanted, is at least 1");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
