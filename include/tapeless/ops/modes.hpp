// Expressions that mean one thing in a training step and another in a program, and state that training leaves behind.
//
//   in_training(a, b)         a in a training step, b in a program: dropout, batch normalisation
//   keeping(y, slot, next)    y; a training step assigns `next` to the slot when it commits, a program does not
//
// The operands of in_training broadcast to the shape of the result, whichever is taken, and both are differentiated.
// The option training_mode makes a program take a, as for Monte Carlo dropout; it still assigns nothing.
//
// keeping reads old state, as all assignments of a step do, and all of them commit together. Where `next` depends on
// the samples, by over_samples functions, it is what the tiles of a call give on average, weighted by their samples.
// The derivative of keeping is that of y.
#pragma once

#include <tapeless/ops/comparison.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace ops {

struct in_training_op : pointwise<2> {
  static constexpr char name[] = "in_training";
  static constexpr spelling print{"in_training({0}, {1})", "\\operatorname{in\\_training}({0}, {1})"};
  static constexpr signed char in_training = 0, in_program = 1;
  static constexpr int instead(builder& b, const node& n, int x) { return ops::instead(b, n, x); }
  template <class V>
  TAPELESS_INLINE static constexpr V eval(V, V b) {
    return b;
  }
  static constexpr void derive(rule& r) {
    const term zero = constant_term(*r.g.owner, 0);
    if (r.wants[0]) r.adjoint[0] = apply<in_training_op>(r.g, zero);
    if (r.wants[1]) r.adjoint[1] = apply<in_training_op>(zero, r.g);
  }
  static constexpr int simplify(builder& b, const node& n) { return n.in[0] == n.in[1] ? instead(b, n, n.in[0]) : -1; }
};

// Operands: the value, the slot, its next value.
struct keeping_op {
  static constexpr char name[] = "keeping";
  static constexpr spelling print{"keeping({0}, {1}, {2})", "\\operatorname{keeping}({0}, {1}, {2})"};
  static constexpr ir::loop kind = ir::loop::movement;
  static constexpr int arity = 3, flops = 0;
  static constexpr signed char in_training = 0, in_program = 0;
  static constexpr bool keeps = true;
  static constexpr void derive(rule& r) { r.adjoint[0] = r.g; }
};

}  // namespace ops

TAPELESS_BINARY(in_training, elementwise<ops::in_training_op>)

constexpr term keeping(term value, term slot, term next) {
  if (!is_leaf(*slot, ir::role::slot) || next->shape != slot->shape) tapeless_composition_has_shapes_that_do_not_fit();
  node n;
  n.op = &operation_of<ops::keeping_op>;
  n.in[0] = static_cast<short>(value.id);
  n.in[1] = static_cast<short>(slot.id);
  n.in[2] = static_cast<short>(next.id);
  n.shape = value->shape;
  return value.owner->at(value.owner->put(n));
}

namespace detail {
struct keeping_f {
  static constexpr int build(builder& b, const int* in) { return keeping(b.at(in[0]), b.at(in[1]), b.at(in[2])).id; }
};
}  // namespace detail

template <graph Y, graph S, graph N>
requires(is_leaf(S.root(), ir::role::slot) && S.root().shape == N.root().shape) constexpr auto keeping(expr<Y>, expr<S>,
                                                                                                       expr<N>) {
  return composed<detail::keeping_f, Y, S, N>{};
}
template <int... Y, int... S, int... N>
constexpr inert keeping(tensor<Y...>, tensor<S...>, tensor<N...>) {
  static_assert(
      mistake<tensor<S...>, tensor<N...>>,
      "tapeless: keeping(value, slot, next): the second is a slot<\"name\", extents...>, the third a value of "
      "its shape");
  return {};
}
template <class Y, class S, class N>
requires(inert_like<Y> || inert_like<S> || inert_like<N>) constexpr inert keeping(Y, S, N) { return {}; }

}  // namespace tapeless::inline TAPELESS_ISA
