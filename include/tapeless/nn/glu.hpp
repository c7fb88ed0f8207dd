// Gated linear units. The operand is two values behind each other along an axis, the second of which is the gate; the
// result has half its extent.
//
//   glu<axis>(x)   x1 sigmoid(x2), along the last axis by default
//
// Y. Dauphin et al., Language Modeling with Gated Convolutional Networks (2017). A gate with another activation is as
// short: slice the halves, or give them layers of their own, which is the same arithmetic.
#pragma once

#include <tapeless/ops/axes.hpp>
#include <tapeless/ops/elementary.hpp>
#include <tapeless/ops/shaping.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <int Axis>
struct glu_f {
  static constexpr int arity = 1;
  static constexpr bool fits(const shape& s) {
    return axis_at(Axis, s.rank) >= 0 && s.dim[axis_at(Axis, s.rank)] % 2 == 0;
  }
  constexpr term operator()(term x) const {
    const int axis = axis_at(Axis, x->shape.rank), half = x->shape.dim[axis] / 2;
    return slice(x, axis, 0, half) * sigmoid(slice(x, axis, half, half));
  }
};

}  // namespace detail

template <int Axis = -1, graph G>
requires(detail::glu_f<Axis>::fits(G.root().shape)) constexpr auto glu(expr<G>) {
  return composed<detail::called<detail::glu_f<Axis>>, G>{};
}
template <int Axis = -1>
constexpr term glu(term x) {
  return detail::moved<detail::glu_f<Axis>>(x);
}
template <int Axis = -1>
constexpr inert glu(inert) {
  return {};
}
template <int Axis = -1, int... S>
constexpr inert glu(tensor<S...>) {
  static_assert(mistake<tensor<S...>>,
                "tapeless: glu<axis>(x): axis out of range, or an odd extent: values and gates are as many");
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA
